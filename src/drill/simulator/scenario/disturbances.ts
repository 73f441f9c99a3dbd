import { dice, type Dice } from '../dice.ts';
import type { Disturbance, Question, Scenario } from './scenario.ts';
import { FIFTH_FROM, SIXTH_FROM } from './worlds.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The process sleeps, the wall clock jumps, the configuration is read anew. */
export function disturbancesOf(
  { calmUntilMs, calmFromMs }: Pick<Scenario, 'calmUntilMs' | 'calmFromMs'>,
  luck: Dice,
): readonly Disturbance[] {
  const at = (): number => luck.between(1_000, calmFromMs + 20_000);
  const found: Disturbance[] = [];
  if (luck.hits(0.25)) found.push({ kind: 'freeze', atMs: at(), ms: luck.pick([80, 400, 1_500, 9_000]) });
  if (luck.hits(0.25)) found.push({ kind: 'wall', atMs: at(), ms: luck.pick([-3_600_000, -1_000, 500, 3_600_000]) });
  if (luck.hits(0.25)) found.push({ kind: 'reload', atMs: luck.between(calmUntilMs, calmFromMs) });
  return found;
}

/** The gateway ends, while somebody waits for an answer as likely as not. */
export function endsAt(questions: readonly Question[], seed: number): readonly Disturbance[] {
  const luck = dice(`end ${seed}`);
  if (seed < FIFTH_FROM || !luck.hits(0.3)) return [];
  const [one] = luck.shuffled(questions);
  return one === undefined ? [] : [{ kind: 'end', atMs: one.atMs + luck.between(50, 2_000) }];
}

/** A busy process: it stands still again and again, while callers ask or in the hour in which nobody does. */
export function stallsAt({
  seed,
  calmFromMs,
  endMs,
  laterMs,
}: Pick<Scenario, 'seed' | 'calmFromMs' | 'endMs' | 'laterMs'>): readonly Disturbance[] {
  const luck = dice(`stalls ${seed}`);
  if (seed < SIXTH_FROM) return [];
  const stalls = (fromMs: number, untilMs: number, restMs: number): readonly Disturbance[] => {
    const found: Disturbance[] = [];
    for (let atMs = fromMs + luck.between(1, restMs); atMs < untilMs; atMs += luck.between(1, restMs)) {
      const ms = luck.pick([30, 250, 400, 1_500, 6_000]);
      found.push({ kind: 'freeze', atMs, ms });
      atMs += ms;
    }
    return found;
  };
  const early = luck.hits(0.1) ? stalls(0, calmFromMs, 3 * SECOND) : [];
  return luck.hits(0.3) ? [...early, ...stalls(endMs, laterMs - MINUTE, MINUTE)] : early;
}
