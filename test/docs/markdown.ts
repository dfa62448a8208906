/** A Markdown table, its columns padded as the formatter wants them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export const code = (word: string): string => `\`${word}\``;

/** The paragraphs of a page, one blank line between them. */
export const page = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

/** What the head of a generated page says. */
export const generatedFrom = (source: string): string =>
  `<!-- Made by \`npm run docs\` from ${source}; a test compares. Change it there. -->`;
