import type { FaultKind } from '../../model/fault.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { Calls } from '../../model/monitor.ts';
import { parseTarget } from '../../model/route.ts';
import type { Cell } from '../../model/verdict.ts';
import type { ProbeEnd } from '../../resilience/health.ts';
import type { Hit } from '../incidents/requests.ts';
import type { Atlas } from './atlas.ts';
import { type Observation, outcomeOf } from '../verdict/observation.ts';

/** What the monitor has to know of a request. Without its bodies, which may be large. */
export type Ended = Omit<RequestEntry, 'bodies'>;

/** What a request or a probe says of a part of a surface. */
export type Testimony = { readonly cell: Cell; readonly seen: Observation };

const MINUTE_MS = 60_000;
/** Calls that end within this time of one another are told together, ms: more than one of them teaches nobody anything (see filter.ts). */
const TOGETHER_MS = 500;

/** What calls have shown, until somebody has the time to look at it. */
export type Gathering = {
  readonly add: (ended: Pick<Ended, 'atMs' | 'attempts'>, atlas: Atlas) => void;
  readonly size: () => number;
  /** Takes what is there, oldest first. */
  readonly take: () => readonly Testimony[];
};

/**
 * Calls that go well together are told as one, as long as none has failed between them: nearly all go well, and one by one a request
 * would pay more for them than for its journal entry.
 */
export function gathering(): Gathering {
  let all: Testimony[] = [];
  const going = new Map<Cell, Run>();

  const went = (cell: Cell, atMs: number): void => {
    const run = going.get(cell);
    if (run !== undefined && isTogether(run, atMs)) {
      run.seen.atMs = Math.max(run.seen.atMs, atMs);
      run.seen.times += 1;
      return;
    }
    const seen = { kind: 'traffic', outcome: 'well', fault: null, atMs, times: 1 } as const;
    going.set(cell, { sinceMs: atMs, seen });
    all.push({ cell, seen });
  };

  return {
    add: ({ atMs: sinceMs, attempts }, atlas) => {
      for (const { target, key, startedMs, tookMs, fault, upstreamStatus } of attempts) {
        const cell = atlas.cellOf(target, key);
        if (cell === null) continue;
        const atMs = Math.round(sinceMs + startedMs + tookMs);
        if (fault === null) {
          went(cell, atMs);
          continue;
        }
        going.clear();
        all.push({ cell, seen: failedAt(fault, upstreamStatus, atMs) });
      }
    },
    size: () => all.length,
    take: () => {
      const taken = all;
      all = [];
      going.clear();
      return taken;
    },
  };
}

/** What the attempts of requests have shown. */
export function testimonies(ended: readonly Ended[], atlas: Atlas): readonly Testimony[] {
  const all = gathering();
  for (const one of ended) all.add(one, atlas);
  return all.take();
}

/** Calls that go well one after the other. It may still grow. */
type Run = { readonly sinceMs: number; readonly seen: { atMs: number; times: number } };

function isTogether({ sinceMs }: Run, atMs: number): boolean {
  return Math.abs(atMs - sinceMs) < TOGETHER_MS && minuteOf(atMs) === minuteOf(sinceMs);
}

function failedAt(kind: FaultKind, upstreamStatus: number | null, atMs: number): Observation {
  const fault = { kind, upstreamStatus };
  return { kind: 'traffic', outcome: outcomeOf(fault), fault, atMs };
}

function minuteOf(atMs: number): number {
  return atMs - (atMs % MINUTE_MS);
}

/** What a probe has shown; null when that is nothing. Whoever refuses a question for reasons of the key is alive. */
export function testimonyOfProbe(target: string, end: ProbeEnd, atMs: number, atlas: Atlas): Testimony | null {
  const cell = atlas.cellOf(target, -1);
  if (cell === null || end.kind === 'unable') return null;
  const fault = end.kind === 'well' ? null : { kind: end.fault.kind, upstreamStatus: end.fault.upstreamStatus };
  return { cell, seen: { kind: 'probe', outcome: outcomeOf(fault), fault, atMs: Math.round(atMs) } };
}

/**
 * The surfaces whose trouble a request has met: those that failed it, and those above whoever answered that were left out because they
 * are `inTrouble`.
 */
export function hitsOf(ended: Ended, atlas: Atlas, inTrouble: (surface: string) => boolean): readonly Hit[] {
  const { attempts, route, model, servedBy } = ended;
  const hits = new Map<string, string>();
  const met = (provider: string, name: string): void => {
    const surface = atlas.surfaceOf(provider);
    if (surface !== null && !hits.has(surface)) hits.set(surface, name);
  };
  for (const { target, fault } of attempts) {
    const { provider, model: name } = parseTarget(target);
    if (fault !== null && outcomeOf({ kind: fault }) === 'ill') met(provider, name);
  }
  const ladder = atlas.ladderOf(route);
  const asked = new Set(attempts.map(({ rung }) => rung));
  const servedFrom = attempts.find(({ target, fault }) => target === servedBy && fault === null)?.rung ?? ladder.length;
  for (const [index, rung] of ladder.slice(0, servedFrom).entries()) {
    if (rung.kind !== 'model' || asked.has(index)) continue;
    const surface = atlas.surfaceOf(rung.provider);
    if (surface !== null && inTrouble(surface)) met(rung.provider, rung.model ?? model);
  }
  return Array.from(hits, ([surface, name]) => ({
    surface,
    model: name,
    end: endFor(surface, ended, atlas),
    atMs: ended.atMs,
  }));
}

/** As nearly all are: by the first rung, and by nobody else. Such a request has met no trouble. */
export function isServedAtOnce([first, second]: Ended['attempts']): boolean {
  return first !== undefined && second === undefined && first.rung === 0 && first.fault === null;
}

function endFor(surface: string, { outcome, mode, servedBy }: Ended, { surfaceOf }: Atlas): Hit['end'] {
  if (outcome === 'failed' || outcome === 'broken' || mode === 'notice') return 'lost';
  if (outcome === 'left') return 'neither';
  return surfaceOf(parseTarget(servedBy).provider) === surface ? 'neither' : 'saved';
}

/** How many of them went how, by the minute. What says nothing of anybody's health is not counted. */
export function counted(all: readonly Testimony[]): readonly Calls[] {
  const sums = new Map<Cell, Sum[]>();
  for (const { cell, seen } of all) {
    if (seen.outcome !== 'well' && seen.outcome !== 'ill') continue;
    const atMs = minuteOf(seen.atMs);
    const ofCell = sums.get(cell) ?? [];
    if (ofCell.length === 0) sums.set(cell, ofCell);
    let sum = ofCell.find((one) => one.atMs === atMs && one.kind === seen.kind);
    if (sum === undefined) ofCell.push((sum = { atMs, kind: seen.kind, well: 0, ill: 0 }));
    sum[seen.outcome] += seen.times ?? 1;
  }
  return Array.from(sums, ([{ surface, provider, model }, ofCell]) =>
    ofCell.map((sum) => ({ ...sum, spanMs: MINUTE_MS, surface, provider: provider ?? '', model: model ?? '' })),
  ).flat();
}

type Sum = { readonly atMs: number; readonly kind: Calls['kind']; well: number; ill: number };
