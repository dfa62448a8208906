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

/** What may be asked of a checkout and of an invoice, and what a refusal says. */
export function actionsPage(): string {
  return page(
    generatedFrom('`workflows/rules/actions.ts`'),
    '# What may be asked',
    'The workflow refuses by these tables, the API answers with their codes, and the console greys its buttons by them. What the numbers of a request forbid is in [rules](rules.md#4-invoices).',
    '## Of a checkout, by its status',
    table(['action', ...columns().map(({ head }) => head)], ACTIONS.map(checkoutRow)),
    'A code refuses. _Unless_: the status allows it, and the facts may still forbid it; the first that fits is answered. An action on an invoice needs that invoice’s leave as well.',
    '## Of an invoice, by Apruve’s word for it',
    table(
      ['action', ...INVOICE_STATUSES.map(code)],
      INVOICE_ACTIONS.map((action) => [
        code(action),
        ...INVOICE_STATUSES.map((status) => invoiceCell(invoiceVerdict({ status }, action))),
      ]),
    ),
    '_Unchanged_: it is so already, and a repeat is answered as it stands.',
    '## What a refusal says',
    table(['code', 'sentence'], sentences()),
  );
}

/** The statuses that answer every action alike share a column. */
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
