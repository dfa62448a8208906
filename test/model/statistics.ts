/** How often something happened in this process. */
const counts = new Map<string, number>();

export const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

/** The counts as lines, the most frequent first. */
export const counted = (): string =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${String(times).padStart(6)}  ${name}`)
    .join('\n');
