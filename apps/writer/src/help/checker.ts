/** A thread that is given texts and says what it finds in them. `broken`: it cannot. */
export type Checker<T> = {
  /** Null: a later text has been given meanwhile. */
  readonly check: (text: string) => Promise<T | 'broken' | null>;
  readonly close: () => void;
};

export function openChecker<T>(worker: Worker): Checker<T> {
  let number = 0;
  let settle: (found: T | 'broken' | null) => void = nobodyWaits;
  worker.addEventListener(
    'message',
    ({ data }: MessageEvent<{ readonly number: number; readonly found: T | 'broken' }>) => {
      if (data.number === number) settle(data.found);
    },
  );
  worker.addEventListener('error', () => settle('broken'));
  return {
    check: async (text) => {
      settle(null);
      number += 1;
      const { promise, resolve } = Promise.withResolvers<T | 'broken' | null>();
      settle = resolve;
      worker.postMessage({ number, text });
      return promise;
    },
    close: () => worker.terminate(),
  };
}

function nobodyWaits(): void {}
