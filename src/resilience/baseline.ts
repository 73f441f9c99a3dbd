/**
 * How long answers of one target take to begin when it is well, for requests of one kind. Made so that an outage does not become the
 * norm: it is slow (the last 1,000 answers count), and what took much longer than nearly all before is no part of it.
 */
export type Baseline = {
  readonly add: (ms: number, nowMs: number) => void;
  /** The time within which this share (0–1) of the answers began; null while there are too few of them. */
  readonly quantileMs: (share: number) => number | null;
};

/** Answers that are remembered. */
const SAMPLES = 1_000;
/** With fewer, nothing is said. */
const SAMPLES_MIN = 20;
/** What takes longer than this many times the 99th percentile is no part of the norm. */
const STRANGE = 1.5;
/** With SAMPLES answers, one more changes so little that it is looked at once in so many. */
const LOOKED_AT = 16;
/** When nothing but such answers has come for this long, they are the norm now. */
const RELEARN_MS = 2 * 3_600_000;
/** Times are kept to 2.5 %: bins from 1 ms to ten minutes. */
const STEP = Math.log(1.025);
const BINS = Math.ceil(Math.log(600_000) / STEP) + 1;

export function baseline(): Baseline {
  const counts = new Uint16Array(BINS);
  const last = new Uint16Array(SAMPLES);
  let total = 0;
  let next = 0;
  /** No answer has taken longer than this bin says. */
  let slowest = 0;
  let strange = { count: 0, sinceMs: 0 };
  const known = new Map<number, number>();

  const quantileMs = (share: number): number | null => {
    if (total < SAMPLES_MIN) return null;
    const before = known.get(share);
    if (before !== undefined) return before;
    // Of n answers, the one in n that would exceed the largest seen is counted, so that few answers promise too little, not too much.
    const above = total - Math.min(total, Math.ceil(share * (total + 1)));
    let seen = 0;
    while (slowest > 0 && counts[slowest] === 0) slowest -= 1;
    let bin = slowest;
    while (bin > 0 && seen + (counts[bin] ?? 0) <= above) seen += counts[bin--] ?? 0;
    const ms = Math.exp((bin + 1) * STEP);
    known.set(share, ms);
    return ms;
  };

  const isStrange = (ms: number, nowMs: number): boolean => {
    const nearlyAll = quantileMs(0.99);
    if (nearlyAll === null || ms <= nearlyAll * STRANGE) {
      strange = { count: 0, sinceMs: nowMs };
      return false;
    }
    strange = { count: strange.count + 1, sinceMs: strange.count === 0 ? nowMs : strange.sinceMs };
    if (strange.count < SAMPLES_MIN || nowMs - strange.sinceMs < RELEARN_MS) return true;
    counts.fill(0);
    slowest = 0;
    total = 0;
    next = 0;
    strange = { count: 0, sinceMs: nowMs };
    return false;
  };

  return {
    add: (ms, nowMs) => {
      if (isStrange(ms, nowMs)) return;
      if (total === SAMPLES) {
        const oldest = last[next] ?? 0;
        counts[oldest] = (counts[oldest] ?? 1) - 1;
      } else total += 1;
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor(Math.log(Math.max(1, ms)) / STEP)));
      last[next] = bin;
      counts[bin] = (counts[bin] ?? 0) + 1;
      slowest = Math.max(slowest, bin);
      next = (next + 1) % SAMPLES;
      if (total < SAMPLES || next % LOOKED_AT === 0) known.clear();
    },
    quantileMs,
  };
}

/** Sizes of requests are told apart in powers of two, from 4 KB to 4 MB. */
const SMALLEST = 12;
const LARGEST = 22;
/** How many kinds of requests there are. */
export const BUCKETS = 2 * (LARGEST - SMALLEST + 1);

/**
 * The kind of a request, 0 to BUCKETS - 1: how large it is and whether it asks the model to think. Smaller ones, and those without
 * thoughts, come first: nobody is slower there.
 */
export function bucketOf({ bytes, thinks }: { readonly bytes: number; readonly thinks: boolean }): number {
  const size = Math.min(LARGEST, Math.max(SMALLEST, Math.ceil(Math.log2(Math.max(1, bytes)))));
  return size - SMALLEST + (thinks ? BUCKETS / 2 : 0);
}
