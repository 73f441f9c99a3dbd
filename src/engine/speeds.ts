import { type Baseline, baseline } from '../resilience/baseline.ts';

/** How fast answers of every target begin, by the kind of request. */
export type Speeds = {
  readonly add: (target: string, bucket: number, sample: { readonly tookMs: number; readonly nowMs: number }) => void;
  readonly quantileMs: (target: string, bucket: number, share: number) => number | null;
  readonly forget: (target: string) => void;
};

/** Targets whose speed is remembered; the first that was learned is forgotten for one more. */
const TARGETS_MAX = 500;

export function speeds(): Speeds {
  const targets = new Map<string, Map<number, Baseline>>();

  const ofTarget = (target: string): Map<number, Baseline> => {
    const known = targets.get(target);
    if (known !== undefined) return known;
    const own = new Map<number, Baseline>();
    if (targets.size >= TARGETS_MAX) {
      for (const oldest of targets.keys()) {
        targets.delete(oldest);
        break;
      }
    }
    targets.set(target, own);
    return own;
  };

  return {
    add: (target, bucket, { tookMs, nowMs }) => {
      const own = ofTarget(target);
      const known = own.get(bucket) ?? baseline();
      own.set(bucket, known);
      known.add(tookMs, nowMs);
    },
    quantileMs: (target, bucket, share) => targets.get(target)?.get(bucket)?.quantileMs(share) ?? null,
    forget: (target) => void targets.delete(target),
  };
}
