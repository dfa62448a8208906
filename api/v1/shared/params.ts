import { z } from '@hono/zod-openapi';

const inPath = (name: string) => ({ param: { name, in: 'path' as const } });

export const checkoutParams = z.object({ id: z.string().openapi(inPath('id')) });

export const attentionParams = checkoutParams.extend({
  code: z.string().openapi({ ...inPath('code'), description: 'A code of `attentions`.' }),
});

export const invoiceParams = checkoutParams.extend({
  invoice_id: z.string().openapi({ ...inPath('invoice_id'), description: "Apruve's id of the invoice." }),
});

export const shipmentParams = invoiceParams.extend({
  shipment_id: z.string().openapi({ ...inPath('shipment_id'), description: "Apruve's id of the shipment." }),
});
