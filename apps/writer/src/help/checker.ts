/** A thread that is given texts and says what it finds in them. */
export type Checker<T> = {
  /** Null: a later text has been given meanwhile, or it broke. */
  readonly check: (text: string) => Promise<T | null>;
  readonly close: () => void;
};

export function openChecker<T>(worker: Worker): Checker<T> {
  let number = 0;
  let settle: (found: T | null) => void = () => {};
  worker.addEventListener(
    'message',
    ({ data }: MessageEvent<{ readonly number: number; readonly found: T | null }>) => {
      if (data.number === number) settle(data.found);
    },
  );
  worker.addEventListener('error', () => settle(null));
  return {
    check: async (text) => {
      settle(null);
      number += 1;
      const { promise, resolve } = Promise.withResolvers<T | null>();
      settle = resolve;
      worker.postMessage({ number, text });
      return promise;
    },
    close: () => worker.terminate(),
  };
}
