CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"channel" text,
	"hash" text NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "ended_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"api_key_id" text NOT NULL,
	"key" text NOT NULL,
	"route" text NOT NULL,
	"body_hash" text NOT NULL,
	"response_status" integer,
	"response_body" jsonb,
	"response_location" text,
	"locked_until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_api_key_id_key_pk" PRIMARY KEY("api_key_id","key")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "user_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"hash" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_sessions_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"roles" jsonb NOT NULL,
	"password_hash" text,
	"openid_issuer" text,
	"openid_subject" text,
	"invitation_hash" text,
	"invited_until" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_invitation_hash_unique" UNIQUE("invitation_hash")
);
--> statement-breakpoint
CREATE TABLE "checkouts" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"mode" text NOT NULL,
	"merchant_order_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"content_hash" text NOT NULL,
	"input" jsonb NOT NULL,
	"order" jsonb NOT NULL,
	"customer" jsonb NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"invoice_metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"buyer_po_number" text,
	"opened_by" text,
	"lightbox" jsonb,
	"secure_hashes" text[] DEFAULT '{}'::text[] NOT NULL,
	"facts" jsonb,
	"version" integer DEFAULT 0 NOT NULL,
	"status" text DEFAULT 'awaiting_authorization' NOT NULL,
	"payment_status" text DEFAULT 'pending' NOT NULL,
	"amount_cents" bigint NOT NULL,
	"currency" text NOT NULL,
	"apruve_order_id" text,
	"overdue" boolean DEFAULT false NOT NULL,
	"attention" jsonb,
	"shop_calls" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone,
	"watched" boolean DEFAULT false NOT NULL,
	"erased_at" timestamp with time zone,
	"to_invoice_cents" bigint DEFAULT 0 NOT NULL,
	"expiring" boolean DEFAULT false NOT NULL,
	"search" text GENERATED ALWAYS AS (merchant_order_id || chr(10) || id || chr(10) || coalesce(apruve_order_id, '') || chr(10) || coalesce(customer->>'email', '')
        || chr(10) || coalesce(customer->>'name', '') || chr(10) || coalesce(nullif("order"->>'po_number', ''), buyer_po_number, '')
        || chr(10) || replace(replace(jsonb_path_query_array(metadata, '$.*')::text, chr(92) || '"', '"'), chr(92) || chr(92), chr(92))) STORED,
	CONSTRAINT "checkouts_attempt" UNIQUE("channel","merchant_order_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "invoices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"checkout_id" text NOT NULL,
	"apruve_invoice_id" text NOT NULL,
	"channel" text NOT NULL,
	"mode" text NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"outstanding_cents" bigint NOT NULL,
	"due_at" timestamp with time zone,
	"overdue" boolean NOT NULL,
	"paid_at" timestamp with time zone,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"search" text NOT NULL,
	CONSTRAINT "invoices_of_checkout" UNIQUE("checkout_id","apruve_invoice_id")
);
--> statement-breakpoint
CREATE TABLE "kept_lines" (
	"checkout_id" text NOT NULL,
	"id" text NOT NULL,
	"items" jsonb NOT NULL,
	CONSTRAINT "kept_lines_checkout_id_id_pk" PRIMARY KEY("checkout_id","id")
);
--> statement-breakpoint
CREATE TABLE "payment_transactions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payment_transactions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"checkout_id" text NOT NULL,
	"step" text NOT NULL,
	"action" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"currency" text NOT NULL,
	"reference" text,
	"source_id" bigint,
	"active" boolean NOT NULL,
	"successful" boolean NOT NULL,
	"request" jsonb,
	"request_hash" text,
	"asked_hash" text,
	"request_id" text,
	"response" jsonb,
	"in_doubt_until" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"last_answer" jsonb,
	"actor" text,
	"note" text,
	"lines" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_transactions_step" UNIQUE("checkout_id","step")
);
--> statement-breakpoint
CREATE TABLE "notification_queues" (
	"checkout_id" text NOT NULL,
	"receiver_id" text NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"holder" text,
	"changes" integer DEFAULT 1 NOT NULL,
	"at_once" boolean DEFAULT false NOT NULL,
	CONSTRAINT "notification_queues_checkout_id_receiver_id_pk" PRIMARY KEY("checkout_id","receiver_id")
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" text PRIMARY KEY NOT NULL,
	"checkout_id" text NOT NULL,
	"channel" text NOT NULL,
	"receiver_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"type" text NOT NULL,
	"apruve_invoice_id" text,
	"happened_at" timestamp with time zone NOT NULL,
	"data" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"trying_since" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "notifications_sequence" UNIQUE("checkout_id","receiver_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "webhook_events" (
	"uuid" text NOT NULL,
	"channel" text NOT NULL,
	"event" text NOT NULL,
	"apruve_order_id" text,
	"apruve_invoice_id" text,
	"merchant_order_id" text,
	"checkout_id" text,
	"outcome" text,
	"body" jsonb NOT NULL,
	"copies" integer DEFAULT 1 NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"handled_at" timestamp with time zone,
	CONSTRAINT "webhook_events_uuid_channel_pk" PRIMARY KEY("uuid","channel")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"merchant_id" text NOT NULL,
	"api_key_sealed" text NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"labels" jsonb NOT NULL,
	"paid_means" text NOT NULL,
	"rules" jsonb NOT NULL,
	"policy" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"channel_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"valid_until" timestamp with time zone,
	"last_event_at" timestamp with time zone,
	"is_probe" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setup_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "setup_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"channel" text,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "receivers" (
	"id" text PRIMARY KEY NOT NULL,
	"channel_id" text NOT NULL,
	"url" text NOT NULL,
	"secret_sealed" text NOT NULL,
	"types" jsonb,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflow_builds" (
	"id" text PRIMARY KEY NOT NULL,
	"code" "bytea" NOT NULL,
	"calls" jsonb NOT NULL,
	"carried_format" integer NOT NULL,
	"stored_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "apruve_paces" (
	"channel" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconciled_checkouts" (
	"checkout_id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"ended" boolean NOT NULL,
	"seen_at" timestamp with time zone,
	"order_seen_at" timestamp with time zone,
	"stranger_seen_at" timestamp with time zone,
	"followed_at" timestamp with time zone NOT NULL,
	"told" integer DEFAULT 0 NOT NULL,
	"released" integer DEFAULT 0 NOT NULL,
	"unrepaired" text[] DEFAULT '{}'::text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batch_lines" (
	"batch_id" text NOT NULL,
	"checkout_id" text NOT NULL,
	"position" integer NOT NULL,
	"amount_cents" bigint NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"detail" text,
	"invoice_number" text,
	"round" integer DEFAULT 1 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "batch_lines_batch_id_checkout_id_pk" PRIMARY KEY("batch_id","checkout_id")
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"caller_id" text NOT NULL,
	"is_user" boolean NOT NULL,
	"is_person" boolean NOT NULL,
	"channels" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "api_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"request_id" text NOT NULL,
	"method" text NOT NULL,
	"route" text NOT NULL,
	"status" integer NOT NULL,
	"ms" integer NOT NULL,
	"caller_id" text,
	"actor" text,
	"channel" text,
	"checkout_id" text,
	"code" text,
	"detail" text
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" text PRIMARY KEY DEFAULT 'view_' || replace(gen_random_uuid()::text, '-', '') NOT NULL,
	"owner_id" text NOT NULL,
	"name" text NOT NULL,
	"list" text NOT NULL,
	"filters" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_views_name" UNIQUE("owner_id","name")
);
--> statement-breakpoint
CREATE TABLE "notes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"checkout_id" text NOT NULL,
	"actor" text NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"time_zone" text NOT NULL,
	CONSTRAINT "settings_one" CHECK ("settings"."one")
);
--> statement-breakpoint
ALTER TABLE "user_sessions" ADD CONSTRAINT "user_sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kept_lines" ADD CONSTRAINT "kept_lines_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_transactions" ADD CONSTRAINT "payment_transactions_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_queues" ADD CONSTRAINT "notification_queues_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_tokens" ADD CONSTRAINT "webhook_tokens_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receivers" ADD CONSTRAINT "receivers_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciled_checkouts" ADD CONSTRAINT "reconciled_checkouts_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_lines" ADD CONSTRAINT "batch_lines_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_lines" ADD CONSTRAINT "batch_lines_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "user_sessions_user" ON "user_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_openid" ON "users" USING btree ("openid_issuer","openid_subject") WHERE "users"."removed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "users_name" ON "users" USING btree ("name") WHERE "users"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "checkouts_newest" ON "checkouts" USING btree ("created_at","id","mode");--> statement-breakpoint
CREATE INDEX "checkouts_status" ON "checkouts" USING btree ("status","created_at","id","channel","mode");--> statement-breakpoint
CREATE INDEX "checkouts_apruve_order" ON "checkouts" USING btree ("apruve_order_id");--> statement-breakpoint
CREATE INDEX "checkouts_order" ON "checkouts" USING btree ("merchant_order_id");--> statement-breakpoint
CREATE INDEX "checkouts_customer_email" ON "checkouts" USING btree (lower("customer"->>'email'));--> statement-breakpoint
CREATE INDEX "checkouts_customer_id" ON "checkouts" USING btree (lower("customer"->>'id'));--> statement-breakpoint
CREATE INDEX "checkouts_attention" ON "checkouts" USING btree ("created_at","id","channel","mode") WHERE "checkouts"."attention" is not null;--> statement-breakpoint
CREATE INDEX "checkouts_unresolved" ON "checkouts" USING btree ("created_at","id") WHERE ("checkouts"."facts" -> 'unresolved' <> '[]');--> statement-breakpoint
CREATE INDEX "checkouts_overdue" ON "checkouts" USING btree ("created_at","id","channel","mode") WHERE "checkouts"."overdue";--> statement-breakpoint
CREATE INDEX "checkouts_to_invoice" ON "checkouts" USING btree ("channel","mode","currency","to_invoice_cents") WHERE ("checkouts"."to_invoice_cents" > 0);--> statement-breakpoint
CREATE INDEX "checkouts_expiring" ON "checkouts" USING btree ("created_at","id","channel","mode") WHERE "checkouts"."expiring";--> statement-breakpoint
CREATE INDEX "checkouts_search" ON "checkouts" USING gin ("search" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "checkouts_metadata" ON "checkouts" USING gin ("metadata" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "checkouts_invoiced" ON "checkouts" USING gin (("facts" -> 'invoices') jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "checkouts_amount" ON "checkouts" USING btree ("amount_cents","id");--> statement-breakpoint
CREATE INDEX "checkouts_ended" ON "checkouts" USING btree ("completed_at");--> statement-breakpoint
CREATE INDEX "checkouts_watched" ON "checkouts" USING btree ("id") WHERE "checkouts"."watched";--> statement-breakpoint
CREATE INDEX "invoices_status" ON "invoices" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "invoices_outstanding" ON "invoices" USING btree ("channel","mode","currency","overdue","due_at","outstanding_cents") WHERE ("invoices"."outstanding_cents" > 0);--> statement-breakpoint
CREATE INDEX "invoices_due" ON "invoices" USING btree (coalesce("due_at", 'infinity'::timestamptz),"id");--> statement-breakpoint
CREATE INDEX "invoices_overdue" ON "invoices" USING btree ("id") WHERE "invoices"."overdue";--> statement-breakpoint
CREATE INDEX "invoices_paid" ON "invoices" USING btree ("paid_at","channel","mode","currency","amount_cents") WHERE "invoices"."paid_at" is not null;--> statement-breakpoint
CREATE INDEX "invoices_amount" ON "invoices" USING btree ("amount_cents","id");--> statement-breakpoint
CREATE INDEX "invoices_search" ON "invoices" USING gin ("search" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "invoices_metadata" ON "invoices" USING gin ("metadata" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "payment_transactions_unanswered" ON "payment_transactions" USING btree ("checkout_id") WHERE ("payment_transactions"."request_hash" is not null and not "payment_transactions"."successful" and ("payment_transactions"."response" is null or "payment_transactions"."in_doubt_until" is not null));--> statement-breakpoint
CREATE INDEX "payment_transactions_reference" ON "payment_transactions" USING btree ("reference");--> statement-breakpoint
CREATE INDEX "notification_queues_due" ON "notification_queues" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "notifications_newest" ON "notifications" USING btree ("happened_at","sequence","id");--> statement-breakpoint
CREATE INDEX "notifications_pending" ON "notifications" USING btree ("checkout_id","receiver_id","sequence") WHERE "notifications"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_events_newest" ON "webhook_events" USING btree ("received_at","uuid","channel");--> statement-breakpoint
CREATE INDEX "webhook_events_checkout" ON "webhook_events" USING btree ("checkout_id","received_at","uuid","channel") WHERE "webhook_events"."checkout_id" is not null;--> statement-breakpoint
CREATE INDEX "webhook_events_order" ON "webhook_events" USING btree ("apruve_order_id") WHERE ("webhook_events"."outcome" is null or "webhook_events"."outcome" = 'signaled');--> statement-breakpoint
CREATE INDEX "webhook_events_invoice" ON "webhook_events" USING btree ("apruve_invoice_id") WHERE ("webhook_events"."outcome" is null or "webhook_events"."outcome" = 'signaled');--> statement-breakpoint
CREATE INDEX "webhook_tokens_channel" ON "webhook_tokens" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "setup_changes_subject" ON "setup_changes" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "receivers_channel" ON "receivers" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "reconciled_checkouts_next" ON "reconciled_checkouts" USING btree ("channel","ended","seen_at" NULLS FIRST,"checkout_id");--> statement-breakpoint
CREATE INDEX "batch_lines_due" ON "batch_lines" USING btree ("due_at") WHERE ("batch_lines"."state" = 'waiting');--> statement-breakpoint
CREATE INDEX "batch_lines_checkout" ON "batch_lines" USING btree ("checkout_id");--> statement-breakpoint
CREATE INDEX "batches_newest" ON "batches" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "api_requests_request" ON "api_requests" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "api_requests_checkout" ON "api_requests" USING btree ("checkout_id","id") WHERE "api_requests"."checkout_id" is not null;--> statement-breakpoint
CREATE INDEX "api_requests_refused" ON "api_requests" USING btree ("id") WHERE ("api_requests"."status" >= 400);--> statement-breakpoint
CREATE INDEX "notes_of_checkout" ON "notes" USING btree ("checkout_id","id");