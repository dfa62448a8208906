import { condition, sleep } from '@temporalio/workflow';

/**
 * One timer for the earliest of all deadlines. It is armed when an earlier deadline appears. When a deadline goes away the timer
 * is left alone, because an empty ring costs fewer events than canceling it and starting another.
 */
export class Alarm {
  #armedFor = Number.POSITIVE_INFINITY;

  /** Waits until something has happened, or the alarm rings: at `at` (epoch ms) or, left over from before, earlier. */
  async waitFor(hasHappened: () => boolean, at: number | undefined): Promise<void> {
    if (at !== undefined) this.#arm(at);
    const isArmed = !this.#isSilent;
    await condition(() => hasHappened() || (isArmed && this.#isSilent));
  }

  #arm(at: number): void {
    if (at >= this.#armedFor) return;
    this.#armedFor = at;
    const ring = (): void => {
      if (this.#armedFor === at) this.#armedFor = Number.POSITIVE_INFINITY;
    };
    sleep(Math.max(1, at - Date.now())).then(ring, ring);
  }

  /** True while no timer is running: none was needed, or the last one has rung. */
  get #isSilent(): boolean {
    return this.#armedFor === Number.POSITIVE_INFINITY;
  }
}
