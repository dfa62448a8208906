/** What a sequence did, in words: each deed as it was begun, with the answers it has had. */
export class Story {
  #deeds: { words: string; answers: string[] }[] = [];

  /** A deed begins; `say` tells it in more words than its name. */
  begin(name: string): void {
    this.#deeds.push({ words: name, answers: [] });
  }

  /** What the deed under way is about. */
  say(words: string): void {
    const deed = this.#deeds.at(-1);
    if (deed !== undefined) deed.words = words;
  }

  /** What it was answered. */
  answered(answer: string): void {
    this.#deeds.at(-1)?.answers.push(answer);
  }

  /** One line for each deed. In a sequence that failed, the last is the one that did. */
  get lines(): string[] {
    return this.#deeds.map(({ words, answers }) => [words, ...answers.filter((answer) => answer !== '')].join(': '));
  }
}
