import type { Gateway } from '../../gateway/gateway.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { Status } from '../../model/status.ts';
import { clock, type Channel } from '../print.ts';

const LOOK_MS = 1_000;
const LINES_MAX = 5;

/** Says in one line each what did not go as usual: who answered instead, and why. Gives the way to stop it. */
export function followFailovers(gateway: Gateway, { line, paint }: Channel): () => void {
  let before = unusual(gateway.status());
  let shownMs = Date.now();
  const look = async (): Promise<void> => {
    const now = unusual(gateway.status());
    if (now === before) return;
    before = now;
    const entries = await gateway.requests({ limit: LINES_MAX * 4 });
    const fresh = entries
      .filter((entry) => entry.atMs + entry.tookMs > shownMs && isUnusual(entry))
      .slice(0, LINES_MAX);
    shownMs = Date.now();
    for (const entry of fresh.toReversed()) line(`${paint('dim', clock(entry.atMs, shownMs))}  ${sentence(entry)}`);
  };
  // A journal that cannot be read now has said so already.
  const timer = setInterval(() => void look().catch(() => {}), LOOK_MS).unref();
  return () => clearInterval(timer);
}

function unusual({ requests: { failed, broken, byMode } }: Status): number {
  const { primary: _, ...others } = byMode;
  return failed + broken + Object.values(others).reduce((sum, count) => sum + count, 0);
}

function isUnusual({ outcome, mode }: RequestEntry): boolean {
  return outcome === 'failed' || outcome === 'broken' || (outcome === 'answered' && mode !== 'primary');
}

function sentence({ model, servedBy, mode, outcome, attempts, fault }: RequestEntry): string {
  const faults = attempts.flatMap(({ target, fault: kind }) =>
    kind === null ? [] : [`${target.split('/')[0]} ${kind}`],
  );
  const why = faults.length === 0 ? '' : ` (${faults.join(', ')})`;
  if (outcome !== 'answered') return `${model}: ${outcome}, ${fault ?? 'no fault'}${why}`;
  return `${model} → ${servedBy === '' ? (mode ?? '') : servedBy}${why}`;
}
