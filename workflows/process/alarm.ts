import { condition, sleep } from '@temporalio/workflow';

/**
 * One timer for the earliest of all deadlines. It is armed when an earlier deadline appears. When a deadline goes away the timer
 * is left alone, because an empty ring costs fewer events than canceling it and starting another.
 */
export class Alarm {
  #armedFor = Number.POSITIVE_INFINITY;

  /**
   * Waits until something has happened, or the alarm rings: at the deadline's `at` (epoch ms) or, left over from before, earlier.
   * Temporal's pages show what kind of deadline it is.
   */
  async waitFor(hasHappened: () => boolean, deadline: { at: number; kind: string } | undefined): Promise<void> {
    if (deadline !== undefined) this.#arm(deadline);
    const isArmed = !this.#isSilent;
    await condition(() => hasHappened() || (isArmed && this.#isSilent));
  }

  #arm({ at, kind }: { at: number; kind: string }): void {
    if (at >= this.#armedFor) return;
    this.#armedFor = at;
    const ring = (): void => {
      if (this.#armedFor === at) this.#armedFor = Number.POSITIVE_INFINITY;
    };
    sleep(Math.max(1, at - Date.now()), { summary: kind }).then(ring, ring);
  }

  /** True while no timer is running: none was needed, or the last one has rung. */
  get #isSilent(): boolean {
    return this.#armedFor === Number.POSITIVE_INFINITY;
  }
}
