import { type Baseline, baseline } from '../../resilience/baseline.ts';

/** How fast answers of every target begin, by the kind of request, and how fast they go on. */
export type Speeds = {
  readonly add: (target: string, bucket: number, sample: { readonly tookMs: number; readonly nowMs: number }) => void;
  readonly quantileMs: (target: string, bucket: number, share: number) => number | null;
  readonly pace: (target: string, tokensPerSecond: number) => void;
  /** The median; null while there are too few of them. */
  readonly tokensPerSecond: (target: string) => number | null;
  readonly forget: (target: string) => void;
};

type Known = { readonly begin: Map<number, Baseline>; paces: readonly number[]; median: number | null };

/** Targets whose speed is remembered; the first that was learned is forgotten for one more. */
const TARGETS_MAX = 500;
/** Speeds per target that are remembered, and how many there have to be. */
const PACES_MAX = 50;
const PACES_MIN = 5;

export function speeds(): Speeds {
  const targets = new Map<string, Known>();

  const ofTarget = (target: string): Known => {
    const known = targets.get(target) ?? { begin: new Map<number, Baseline>(), paces: [], median: null };
    if (targets.has(target)) return known;
    const [oldest] = targets.keys();
    if (targets.size >= TARGETS_MAX && oldest !== undefined) targets.delete(oldest);
    targets.set(target, known);
    return known;
  };

  return {
    add: (target, bucket, { tookMs, nowMs }) => {
      const { begin } = ofTarget(target);
      const known = begin.get(bucket) ?? baseline();
      begin.set(bucket, known);
      known.add(tookMs, nowMs);
    },
    quantileMs: (target, bucket, share) => targets.get(target)?.begin.get(bucket)?.quantileMs(share) ?? null,
    pace: (target, tokensPerSecond) => {
      const known = ofTarget(target);
      known.paces = [...known.paces.slice(1 - PACES_MAX), tokensPerSecond];
      const sorted = known.paces.toSorted((a, b) => a - b);
      known.median = sorted.length < PACES_MIN ? null : (sorted[Math.floor(sorted.length / 2)] ?? null);
    },
    tokensPerSecond: (target) => targets.get(target)?.median ?? null,
    forget: (target) => void targets.delete(target),
  };
}
