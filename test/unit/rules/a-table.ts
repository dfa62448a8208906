/** The rows of a table as it is written in the documentation: cells between bars, the line of names first. */
export const cellsOf = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
