CREATE TABLE "notifications" (
	"id" text PRIMARY KEY NOT NULL,
	"checkout_id" text NOT NULL,
	"channel" text NOT NULL,
	"sequence" integer NOT NULL,
	"type" text NOT NULL,
	"apruve_invoice_id" text,
	"happened_at" timestamp with time zone NOT NULL,
	"data" jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"trying_since" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "notifications_sequence" UNIQUE("checkout_id","sequence")
);
--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_checkout_id_checkouts_id_fk" FOREIGN KEY ("checkout_id") REFERENCES "public"."checkouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notifications_newest" ON "notifications" USING btree ("happened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "notifications_pending" ON "notifications" USING btree ("checkout_id","sequence") WHERE "notifications"."state" = 'pending';