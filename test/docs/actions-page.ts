import { INVOICE_STATUSES } from '../../workflows/contract/checkout.ts';
import {
  ACTIONS,
  actionTable,
  guardsOf,
  INVOICE_ACTIONS,
  invoiceVerdict,
  type Action,
  type InvoiceVerdict,
  type Refused,
  type Verdict,
} from '../../workflows/rules/actions.ts';
import { code, generatedFrom, page, table } from './markdown.ts';

/** What can be asked of a checkout and of an invoice, and what a refusal says. */
export function actionsPage(): string {
  return page(
    generatedFrom('`workflows/rules/actions.ts`'),
    '# Actions',
    'The workflow refuses by these tables, the API returns their codes, and the console disables its buttons by them. Limits on the amounts of a request are in [rules](rules.md#4-invoices).',
    '## By the status of the checkout',
    table(['action', ...columns().map(({ head }) => head)], ACTIONS.map(checkoutRow)),
    'A code means that the action is refused with it. _Unless_: the status allows the action, but the facts may still forbid it; the first code that applies is returned. An action on an invoice must also be allowed by the status of the invoice.',
    '## By the status of the invoice at Apruve',
    table(
      ['action', ...INVOICE_STATUSES.map(code)],
      INVOICE_ACTIONS.map((action) => [
        code(action),
        ...INVOICE_STATUSES.map((status) => invoiceCell(invoiceVerdict({ status }, action))),
      ]),
    ),
    '_Unchanged_: the invoice is in that state already, so a repeat returns it as it is.',
    '## What a refusal says',
    table(['code', 'sentence'], sentences()),
  );
}

/** The statuses with the same answer for every action share a column. */
function columns(): { head: string; answers: Map<Action, Verdict> }[] {
  const byStatus = new Map<string, Map<Action, Verdict>>();
  for (const { status, action, verdict } of actionTable()) {
    byStatus.set(status, (byStatus.get(status) ?? new Map<Action, Verdict>()).set(action, verdict));
  }
  const byAnswers = new Map<string, { head: string; answers: Map<Action, Verdict> }>();
  for (const [status, answers] of byStatus) {
    const key = JSON.stringify([...answers]);
    const alike = byAnswers.get(key);
    byAnswers.set(key, { head: alike === undefined ? code(status) : `${alike.head}, ${code(status)}`, answers });
  }
  return [...byAnswers.values()];
}

function checkoutRow(action: Action): string[] {
  const unless = guardsOf(action).map((refusal) => code(refusal.code));
  const yes = unless.length === 0 ? 'yes' : `yes, unless ${[...new Set(unless)].join(', ')}`;
  const cell = (verdict: Verdict | undefined): string => (verdict?.allowed === false ? code(verdict.code) : yes);
  return [code(action), ...columns().map(({ answers }) => cell(answers.get(action)))];
}

function invoiceCell(verdict: InvoiceVerdict): string {
  if (verdict === 'unchanged') return verdict;
  return verdict.allowed ? 'yes' : code(verdict.code);
}

/** Every refusal once, by its code. */
function sentences(): string[][] {
  const ofInvoices = INVOICE_ACTIONS.flatMap((action) => INVOICE_STATUSES.map((status) => invoiceVerdict({ status }, action)));
  const verdicts = [...actionTable().map(({ verdict }) => verdict), ...ACTIONS.flatMap(guardsOf), ...ofInvoices];
  const refusals = verdicts.filter((verdict): verdict is Refused => verdict !== 'unchanged' && !verdict.allowed);
  const lines = new Map(refusals.map((refusal) => [`${refusal.code} ${refusal.reason}`, [code(refusal.code), refusal.reason]]));
  return [...lines.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cells]) => cells);
}
