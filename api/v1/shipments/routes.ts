import { createRoute } from '@hono/zod-openapi';
import { actionHeaders, body, json, needs, PENDING, problems } from '../../http/route.ts';
import { checkoutSchema } from '../checkouts/schemas.ts';
import { invoiceParams, shipmentParams } from '../shared/params.ts';
import { changeRoute } from '../shared/routes.ts';
import { newShipmentSchema, shipmentChangeSchema, shipmentSchema } from './schemas.ts';

const tags = ['Shipments'];

export const create = createRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/invoices/{invoice_id}/shipments',
  ...needs('admin'),
  tags,
  operationId: 'addShipment',
  summary: 'Add a shipment',
  description:
    'A shipment of an issued invoice, over what is left to ship unless an amount or lines are given. The first one rewrites the shipment that was made with the invoice without being asked for.',
  request: { params: invoiceParams, headers: actionHeaders, body: body(newShipmentSchema) },
  responses: {
    200: json(shipmentSchema, 'A shipment with this number existed before.'),
    201: json(shipmentSchema, 'Added now.'),
    202: json(checkoutSchema, PENDING),
    ...problems(
      'not-found',
      'not-authorized',
      'invoice-not-issued',
      'already-canceled',
      'checkout-finished',
      'changed',
      'refused-by-apruve',
      'busy',
      'invoice-conflict',
      'step-unresolved',
      'amount-mismatch',
      'shipment-exceeded',
    ),
  },
});

export const update = changeRoute('/v1/checkouts/{id}/invoices/{invoice_id}/shipments/{shipment_id}', {
  tags,
  operationId: 'updateShipment',
  summary: 'Update a shipment',
  description:
    'Sets carrier, tracking, delivery or goods. Absent fields stay as they are; the amount follows from new lines, and a new amount without lines leaves none.',
  params: shipmentParams,
  change: shipmentChangeSchema,
  shows: shipmentSchema,
  done: 'Updated.',
  codes: [
    'not-authorized',
    'invoice-not-issued',
    'already-canceled',
    'step-unresolved',
    'amount-mismatch',
    'shipment-exceeded',
    'refused-by-apruve',
  ],
});
