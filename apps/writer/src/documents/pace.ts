/** When a document that is being changed is written: after some quiet, and not too late. */
export type Pace = {
  readonly changed: () => void;
  /** It took so long to write it, ms: the next time waits in proportion. */
  readonly took: (ms: number) => void;
  readonly stop: () => void;
};

/** So much quiet, and so long after the first change at the latest, ms. */
const QUIET_MS = 2_000;
const LATEST_MS = 10_000;
/** A large document is written less often: this many times as long as the last time took. */
const RESTS = 5;

export function openPace(write: () => void): Pace {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firstMs: number | null = null;
  let tookMs = 0;
  const stop = (): void => {
    clearTimeout(timer);
    firstMs = null;
  };
  const act = (): void => {
    stop();
    write();
  };
  return {
    changed: () => {
      clearTimeout(timer);
      const nowMs = performance.now();
      firstMs ??= nowMs;
      const quietMs = Math.max(QUIET_MS, tookMs * RESTS);
      const leftMs = Math.max(LATEST_MS, quietMs) - (nowMs - firstMs);
      timer = setTimeout(act, Math.max(0, Math.min(quietMs, leftMs)));
    },
    took: (ms) => {
      tookMs = ms;
    },
    stop,
  };
}
