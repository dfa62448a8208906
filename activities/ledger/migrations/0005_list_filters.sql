CREATE INDEX "checkouts_order" ON "checkouts" USING btree ("merchant_order_id");--> statement-breakpoint
CREATE INDEX "checkouts_customer_email" ON "checkouts" USING btree (lower("customer"->>'email'));--> statement-breakpoint
CREATE INDEX "checkouts_customer_id" ON "checkouts" USING btree (lower("customer"->>'id'));--> statement-breakpoint
CREATE INDEX "checkouts_attention" ON "checkouts" USING btree ("created_at","id") WHERE "checkouts"."attention" is not null;--> statement-breakpoint
CREATE INDEX "checkouts_overdue" ON "checkouts" USING btree ("created_at","id") WHERE "checkouts"."overdue";