import { sleep } from '@temporalio/workflow';

/**
 * One timer for the earliest of all deadlines. It is armed when an earlier one appears; a deadline that has gone leaves the
 * timer alone, for an empty ring costs less than canceling and starting another.
 */
export class Alarm {
  #armedFor = Number.POSITIVE_INFINITY;

  /** Makes sure that the alarm has rung by `at` (epoch ms); asks for nothing where it will ring earlier anyway. */
  arm(at: number): void {
    if (at >= this.#armedFor) return;
    this.#armedFor = at;
    void sleep(Math.max(1, at - Date.now())).then(() => {
      if (this.#armedFor === at) this.#armedFor = Number.POSITIVE_INFINITY;
    });
  }

  /** True while no timer is running: none was needed, or the last one has rung. */
  get silent(): boolean {
    return this.#armedFor === Number.POSITIVE_INFINITY;
  }
}
