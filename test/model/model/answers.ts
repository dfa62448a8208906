/** What an answer of the API must be: its status, a refusal's code, and what else the rules say of it. */
export interface Expected {
  status: number;
  code?: string;
  remaining_cents?: number;
  available_cents?: number;
}

export const OK: Expected = { status: 200 };
export const CREATED: Expected = { status: 201 };

/** A refusal of the process, by the status of what is or what was. */
export const conflict = (code: string): Expected => ({ status: 409, code });
/** A refusal of the request's numbers, or by Apruve. */
export const unfit = (code: string, details: Omit<Expected, 'status' | 'code'> = {}): Expected => ({
  status: 422,
  code,
  ...details,
});

export const FINISHED = conflict('checkout-finished');
export const REFUSED_BY_APRUVE = unfit('refused-by-apruve');

/** How an answer differs from what it must be; null where it fits. */
export function misfit(expected: Expected, { status, body }: { status: number; body: unknown }): string | null {
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const found: Record<string, unknown> = { ...fields, status };
  const wrong = Object.entries(expected).some(([name, value]) => found[name] !== value);
  const named = expected.code !== undefined || status < 400;
  if (!wrong && named) return null;
  const { code, detail, remaining_cents, available_cents } = found;
  return `expected ${JSON.stringify(expected)}, got ${JSON.stringify({ status, code, detail, remaining_cents, available_cents })}`;
}
