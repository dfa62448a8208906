import { createRoute } from '@hono/zod-openapi';
import { checkoutSchema, shipmentSchema } from '../checkouts/checkout-schema.ts';
import { body, idempotencyHeader, json, needs, PENDING, problems } from '../../http/route.ts';
import { invoiceParams } from '../invoices/schemas.ts';
import { newShipmentSchema, shipmentChangeSchema, shipmentParams } from './schemas.ts';

const tags = ['Shipments'];
const pending = json(checkoutSchema, PENDING);
const refusals = [
  'not-found',
  'not-authorized',
  'invoice-not-issued',
  'already-canceled',
  'checkout-finished',
  'refused-by-apruve',
  'busy',
] as const;

export const create = createRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/invoices/{invoice_id}/shipments',
  ...needs('admin'),
  tags,
  summary: 'Add a shipment',
  description: 'A further shipment of an issued invoice, over its whole amount unless one is given.',
  request: { params: invoiceParams, headers: idempotencyHeader, body: body(newShipmentSchema) },
  responses: {
    200: json(shipmentSchema, 'A shipment with this number was there.'),
    201: json(shipmentSchema, 'Added now.'),
    202: pending,
    ...problems(...refusals, 'invoice-conflict'),
  },
});

export const update = createRoute({
  method: 'patch',
  path: '/v1/checkouts/{id}/invoices/{invoice_id}/shipments/{shipment_id}',
  ...needs('admin'),
  tags,
  summary: 'Update a shipment',
  description: 'Carrier, tracking or delivery have become known. What is not given stays.',
  request: { params: shipmentParams, body: body(shipmentChangeSchema) },
  responses: { 200: json(shipmentSchema, 'Updated.'), 202: pending, ...problems(...refusals) },
});
