/**
 * The places that no recorded history holds, by file and name, each with the reason. It only gets shorter: one that is held may not stand
 * here.
 */
export const UNHELD: Readonly<Record<string, string>> = {
  'reconcile-workflow.ts continueInNewRun': 'a run of reconciliation is ended by thousands of pages, or at a new build',
  'steps/meet-deadline.ts adoptForeignInvoices':
    'a checkout that would end, found so by something else than a step that looks at once',
  'steps/meet-deadline.ts releaseFreedCredit': 'an order that Apruve has raised after all was invoiced and paid',
  'steps/meet-deadline.ts parkForOperator': 'a deadline that is still due after it was met, which no rule allows',
};

/** A place without its line, by which it stands in the list. */
export const withoutLine = (place: string): string => place.replace(/:\d+/, '');
