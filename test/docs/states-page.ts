import { STATUSES } from '../../workflows/contract/checkout.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { TRANSITIONS } from '../../workflows/rules/transitions.ts';
import { code, generatedFrom, page, table } from './markdown.ts';

/** The statuses of a checkout, drawn and as a table. */
export function statesPage(): string {
  return page(
    generatedFrom('`workflows/rules/transitions.ts`'),
    '# The states of a checkout',
    'The status is never set: it is computed from the facts ([rules](rules.md#1-status)). These are all the possible changes. A final status never changes.',
    `\`\`\`mermaid\n${stateDiagram()}\n\`\`\``,
    table(
      ['from', 'to', 'when'],
      TRANSITIONS.map(({ from, to, when }) => [code(from), code(to), when]),
    ),
  );
}

/** The drawing in Mermaid's syntax. */
export function stateDiagram(): string {
  return [
    'stateDiagram-v2',
    '    [*] --> awaiting_authorization',
    ...TRANSITIONS.map(({ from, to }) => `    ${from} --> ${to}`),
    ...STATUSES.filter(isFinal).map((status) => `    ${status} --> [*]`),
  ].join('\n');
}
