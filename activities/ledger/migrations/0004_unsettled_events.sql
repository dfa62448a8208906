DROP INDEX "webhook_events_order";--> statement-breakpoint
DROP INDEX "webhook_events_invoice";--> statement-breakpoint
CREATE INDEX "webhook_events_order" ON "webhook_events" USING btree ("apruve_order_id") WHERE ("webhook_events"."outcome" is null or "webhook_events"."outcome" = 'signaled');--> statement-breakpoint
CREATE INDEX "webhook_events_invoice" ON "webhook_events" USING btree ("apruve_invoice_id") WHERE ("webhook_events"."outcome" is null or "webhook_events"."outcome" = 'signaled');