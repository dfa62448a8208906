/** What a sequence did, in words: each action as it was started, with its answers. */
export class Story {
  #deeds: { words: string; answers: string[] }[] = [];

  /** Starts an action; `say` describes it in more words than its name. */
  begin(name: string): void {
    this.#deeds.push({ words: name, answers: [] });
  }

  /** What the running action is about. */
  say(words: string): void {
    const deed = this.#deeds.at(-1);
    if (deed !== undefined) deed.words = words;
  }

  /** What it was answered. */
  answered(answer: string): void {
    this.#deeds.at(-1)?.answers.push(answer);
  }

  /** One line for each action. In a failed sequence the last one failed. */
  get lines(): string[] {
    return this.#deeds.map(({ words, answers }) => [words, ...answers.filter((answer) => answer !== '')].join(': '));
  }
}
