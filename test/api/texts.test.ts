import { describe, expect, it } from 'vitest';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

describe('texts and absent values of requests', () => {
  const { api, shop } = withApi();

  it('have one limit, in the document as in the process: a reason has 255 characters', async () => {
    const { body: document } = await api.get('/openapi.json');
    const { schema } = document.paths['/v1/checkouts/{id}/cancel'].post.requestBody.content['application/json'];
    expect(schema.properties.reason).toMatchObject({ maxLength: 255 });
    const { id } = (await api.post('/v1/checkouts', orderBody())).body;
    const cancel = (reason: string) => api.post(`/v1/checkouts/${id}/cancel`, { reason });
    expect(await cancel('x'.repeat(256))).toMatchObject({ status: 422, body: { errors: [{ path: 'reason' }] } });
    expect(await cancel(` ${'x'.repeat(255)} `)).toMatchObject({ status: 200, body: { status: 'canceled' } });
  });

  it('name the same thing with outer blanks and decomposed letters', async () => {
    const customer = { email: 'zoe@example.test', name: 'Zoé' };
    const { body } = await api.post('/v1/checkouts', orderBody({ merchant_order_id: 'Café-1', customer }));
    const again = orderBody({
      merchant_order_id: ' Cafe\u0301-1 ',
      customer: { email: ' zoe@example.test ', name: 'Zoe\u0301\n' },
    });
    expect(await api.post('/v1/checkouts', again)).toMatchObject({ status: 200, body: { id: body.id } });
    for (const query of [
      'q= caf%C3%A9-1 ',
      'q=cafe%CC%81',
      'q=ZOe%CC%81',
      'merchant_order_id= Cafe%CC%81-1',
      'customer= zoe@example.test ',
    ])
      expect((await api.get(`/v1/checkouts?${query}`)).body.items).toMatchObject([{ id: body.id }]);
  });

  it('find the buyer of an offline order whose email came with a blank', async () => {
    const customer = { email: 'buyer@example.test ' };
    expect(await api.post('/v1/offline-checkouts', orderBody({ customer }))).toMatchObject({
      status: 201,
      body: { customer: { email: 'buyer@example.test' }, status: 'awaiting_approval' },
    });
  });

  it('are the same invoice, shipment and return whether a value is absent, null or its default', async () => {
    const { path } = await shop.authorized();
    const asked = { merchant_invoice_id: 'I-1', amount_cents: 500 };
    const { body: invoice } = await api.post(`${path}/invoices`, asked);
    const nulls = { tax_cents: null, shipping_cents: null, invoice_items: null, issue_on_create: null, shipment: null };
    expect(await api.post(`${path}/invoices`, { ...asked, ...nulls })).toMatchObject({ status: 200, body: { id: invoice.id } });
    expect(await api.post(`${path}/invoices`, { ...asked, merchant_invoice_id: ' I-1 ', issue_on_create: true })).toMatchObject({
      status: 200,
      body: { id: invoice.id },
    });
    const returned = await api.post(`${path}/invoices/${invoice.id}/returns`, {
      amount_cents: 100,
      reason: null,
      merchant_notes: null,
    });
    expect(returned).toMatchObject({ status: 201, body: { reason: 'OTHER' } });
    expect(await api.post(`${path}/cancel`, { reason: null })).toMatchObject({ status: 200 });
  });

  it('change nothing where they are null', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody({ po_number: 'PO-1' }));
    const path = `/v1/checkouts/${body.id}/update`;
    expect(await api.post(path, { po_number: null })).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    const changed = await api.post(path, { po_number: 'PO-2', expire_at: null, order_items: null });
    expect(changed).toMatchObject({ status: 200, body: { po_number: 'PO-2', order_items: body.order_items } });
  });
});
