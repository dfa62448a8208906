import type { MedusaRequest, MedusaResponse } from '@medusajs/framework/http';
import { ContainerRegistrationKeys, MedusaError, Modules } from '@medusajs/framework/utils';
import { z } from '@medusajs/framework/zod';
import { readSession } from '../../../../../shop.ts';

const bodySchema = z.strictObject({ apruve_order_id: z.string().min(1).max(64) });

/** `POST /store/apruve/{session_id}/authorization`: the storefront brings the order id that Apruve's lightbox gave it. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const body = bodySchema.safeParse(request.body);
  if (!body.success)
    throw new MedusaError(MedusaError.Types.INVALID_DATA, 'Expected {"apruve_order_id": "…"}, as the lightbox gives it.');
  const id = request.params['session_id'] ?? '';
  const session = await readSession(request.scope.resolve(ContainerRegistrationKeys.QUERY), id);
  if (!session.provider_id.startsWith('pp_apruve')) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `The payment session "${id}" is not one of Apruve.`);
  }
  const { status, data } = await request.scope.resolve(Modules.PAYMENT).updatePaymentSession({
    id,
    amount: session.raw_amount,
    currency_code: session.currency_code,
    data: { ...session.data, ...body.data },
  });
  response.json({ payment_session: { id, status, data } });
}
