import { Refusal } from '../values/refusal.ts';

/** The delays of faults end with the sandbox, or a reset: what was still to be done then is not done. */
export const createPauses = () => {
  const ends = new Map<NodeJS.Timeout, (reason: Refusal) => void>();
  return {
    pause: (ms: number) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          ends.delete(timer);
          resolve();
        }, ms);
        ends.set(timer, reject);
      }),
    stop: () => {
      for (const [timer, end] of ends) {
        clearTimeout(timer);
        end(new Refusal(503, [{ title: 'The sandbox was reset or closed during the delay' }]));
      }
      ends.clear();
    },
  };
};
