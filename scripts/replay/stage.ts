import type { Cell, Condition } from '../../src/model/verdict.ts';
import type { Observation } from '../../src/monitor/verdict/observation.ts';
import { type PageNow, TICK_MS, verdictBook } from '../../src/monitor/verdict/verdict-book.ts';
import { chance } from '../../src/drill/sandbox/answer/chance.ts';

/** A stretch of time of one surface, to be played through the real filter and verdicts. Times are ms since 1970. */
export type Script = {
  readonly seed: string;
  readonly surface: string;
  /** Used equally. */
  readonly models: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Requests to all models together, at random moments; 0: none. */
  readonly perMinute: number;
  /** Between two probes of a model, ms; null: none. */
  readonly probeMs: number | null;
  /** The share of calls that fail when all is well. */
  readonly base: number;
  /** The share of calls to a model that fail besides. */
  readonly share: (model: string, atMs: number) => number;
  readonly pages: (atMs: number) => readonly PageNow[];
};

/** What is said of the surface, or of one of its models, from now on. */
export type Told = { readonly model: string | null; readonly condition: Condition; readonly atMs: number };

const MINUTE_MS = 60_000;
/** After a failure, and while something is suspected, ms. */
const SUSPICIOUS_MS = 20_000;
/** How old a success of a request may be that makes a probe needless, ms. */
const PASSIVE_MS = 60_000;

/**
 * Plays it. Requests stay away from what is in trouble, as they would be sent elsewhere; probes are made more often then. `asked` hears of
 * every request, and whether it failed.
 */
export function play(script: Script, asked: (atMs: number, failed: boolean) => void = () => {}): readonly Told[] {
  const { surface, models, perMinute, probeMs, toMs } = script;
  const random = chance(script.seed).next;
  const book = verdictBook({ surfaces: [surfaceNamed(surface)], domainsOf: () => [surface] });
  const told: Told[] = [];
  const conditions = new Map<string | null, Condition>();
  const lastFailed = new Map<string, boolean>();
  const lastWellMs = new Map<string, number>();
  const probeAtMs = new Map(models.map((model) => [model, script.fromMs + random() * (probeMs ?? 0)]));
  const gap = (): number =>
    perMinute === 0 ? Number.POSITIVE_INFINITY : (-Math.log(1 - random()) / perMinute) * MINUTE_MS;
  let requestMs = script.fromMs + gap();

  const conditionOf = (model: string): Condition => conditions.get(model) ?? conditions.get(null) ?? 'unknown';
  const isSuspicious = (model: string): boolean => lastFailed.get(model) === true || !isCalm(conditionOf(model));
  const call = (model: string, kind: Observation['kind'], atMs: number): boolean => {
    const share = script.share(model, atMs);
    const failed = random() < 1 - (1 - share) * (1 - script.base);
    const fault = failed ? FAULT : null;
    lastFailed.set(model, failed);
    if (failed) probeAtMs.set(model, Math.min(probeAtMs.get(model) ?? 0, atMs + SUSPICIOUS_MS));
    const seen: Observation = { kind, outcome: failed ? 'ill' : 'well', fault, atMs: Math.round(atMs) };
    if (book.observe(cellOf(surface, model), seen)) tick(seen.atMs);
    return failed;
  };

  const tick = (atMs: number): void => {
    if (book.tick(script.pages(atMs), atMs).length === 0) return;
    const now = new Map<string | null, Condition>();
    for (const { cell, condition } of book.verdicts()) now.set(cell.model, condition);
    for (const model of new Set([...now.keys(), ...conditions.keys()])) {
      const condition = now.get(model) ?? now.get(null) ?? 'unknown';
      if (condition === conditions.get(model)) continue;
      conditions.set(model, condition);
      told.push({ model, condition, atMs });
    }
  };

  for (let tickMs = script.fromMs; tickMs < toMs; tickMs += TICK_MS) {
    const untilMs = tickMs + TICK_MS;
    for (; requestMs < untilMs; requestMs += gap()) {
      const model = models[Math.floor(random() * models.length)] ?? '';
      if (isTrouble(conditionOf(model))) continue;
      const failed = call(model, 'traffic', requestMs);
      if (!failed) lastWellMs.set(model, requestMs);
      asked(requestMs, failed);
    }
    for (const model of probeMs === null ? [] : models) {
      const dueMs = probeAtMs.get(model) ?? 0;
      if (dueMs >= untilMs) continue;
      const isNeedless = !isSuspicious(model) && dueMs - (lastWellMs.get(model) ?? 0) < PASSIVE_MS;
      if (!isNeedless) call(model, 'probe', dueMs);
      const pauseMs = isSuspicious(model) ? Math.min(SUSPICIOUS_MS, probeMs ?? 0) : (probeMs ?? 0);
      probeAtMs.set(model, dueMs + pauseMs * (0.8 + 0.4 * random()));
    }
    tick(untilMs);
  }
  return told;
}

export function isTrouble(condition: Condition): boolean {
  return condition === 'degraded' || condition === 'down';
}

function isCalm(condition: Condition): boolean {
  return condition === 'healthy' || condition === 'unknown';
}

const FAULT = { kind: 'overloaded', upstreamStatus: 529 } as const;

function cellOf(surface: string, model: string): Cell {
  return { surface, provider: surface, model, region: null, credential: null };
}

function surfaceNamed(id: string) {
  return { id, name: id, maker: id, kind: 'api', providers: [id], address: '' } as const;
}
