import type { FaultKind } from '../../../model/fault.ts';
import type { Component, Level, OfficialIncident, Reading } from '../../../model/official.ts';
import type { Surface } from '../../../model/surface.ts';
import type { Cell, Condition, Verdict } from '../../../model/verdict.ts';
import { outcomeOf, type Observation } from '../observation.ts';
import type { PageNow } from '../opinion.ts';
import { type Change, TICK_MS, type VerdictBook, verdictBook } from '../verdict-book.ts';

/** A Monday, 09:00 UTC. */
export const NINE_MS = Date.UTC(2026, 10, 23, 9);
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;

export const SURFACE_IDS = ['claude-api', 'openai-api', 'gemini-api'] as const;

export function cell(surface: string, model = 'claude-opus-4-7', credential: number | null = null): Cell {
  return { surface, provider: providerOf(surface), model, region: null, credential };
}

function providerOf(surface: string): string {
  return surface.replace('-api', '');
}

function surfaceNamed(id: string): Surface {
  return { id, name: id, maker: id, kind: 'api', providers: [providerOf(id)], address: '' };
}

/** `well`, a status, or the kind of a fault. */
export type Said = 'well' | number | FaultKind;

function observationOf(said: Said, kind: Observation['kind'], atMs: number): Observation {
  if (said === 'well') return { kind, outcome: 'well', fault: null, atMs };
  const fault =
    typeof said === 'number'
      ? ({ kind: kindOf(said), upstreamStatus: said } as const)
      : ({ kind: said, upstreamStatus: null } as const);
  return { kind, outcome: outcomeOf(fault), fault, atMs };
}

function kindOf(status: number): FaultKind {
  if (status === 429) return 'rate-limited';
  if (status === 401) return 'unauthorized';
  return status === 400 ? 'invalid' : status === 529 ? 'overloaded' : 'broken';
}

/** A book, a clock and pages, to be played through. */
export type Play = {
  readonly book: VerdictBook;
  readonly nowMs: () => number;
  readonly changes: Change[];
  /** What pages say from now on. */
  readonly pages: (pages: readonly PageNow[]) => void;
  /** Calls, one behind the other with so much time between them; ticks as they are due. */
  readonly calls: (cell: Cell, all: readonly Said[], more?: { everyMs?: number; kind?: Observation['kind'] }) => void;
  readonly wait: (ms: number) => void;
  /** Somebody sets the clock. */
  readonly setClock: (ms: number) => void;
  readonly of: (surface: string, model?: string | null) => Verdict | undefined;
  readonly condition: (surface: string, model?: string | null) => Condition | undefined;
};

export function play(surfaces: readonly string[] = SURFACE_IDS, local: readonly string[] = []): Play {
  const book = verdictBook({
    surfaces: surfaces.map(surfaceNamed),
    domainsOf: ({ surface }) => (local.includes(surface) ? [] : [surface]),
  });
  const changes: Change[] = [];
  let nowMs = NINE_MS;
  let tickMs = NINE_MS;
  let pages: readonly PageNow[] = [];
  const wait = (ms: number): void => {
    const untilMs = nowMs + ms;
    for (; tickMs <= untilMs; tickMs += TICK_MS) changes.push(...book.tick(aged(pages, tickMs), tickMs));
    nowMs = untilMs;
  };
  const of: Play['of'] = (surface, model = null) =>
    book
      .verdicts()
      .find((one) => one.cell.surface === surface && one.cell.model === model && one.cell.credential === null);
  return {
    book,
    nowMs: () => nowMs,
    changes,
    pages: (next) => void (pages = next),
    calls: (about, all, { everyMs = 2 * SECOND_MS, kind = 'traffic' } = {}) => {
      for (const said of all) {
        wait(everyMs);
        book.observe(about, observationOf(said, kind, nowMs));
      }
    },
    wait,
    setClock: (ms) => {
      nowMs = ms;
      tickMs = ms;
    },
    of,
    condition: (surface, model) => of(surface, model)?.condition,
  };
}

/** Pages that were read 38 seconds ago. */
function aged(pages: readonly PageNow[], atMs: number): readonly PageNow[] {
  return pages.map(({ source, reading }) => ({
    source: source.state === 'ok' ? { ...source, readAtMs: atMs - 38 * SECOND_MS } : source,
    reading,
  }));
}

export function times<One>(count: number, one: One): readonly One[] {
  return Array.from({ length: count }, () => one);
}

export function page(surface: string, said: Partial<Reading> | 'blocked' | Level): PageNow {
  const source = {
    page: surface,
    name: surface,
    url: `https://status.example/${surface}`,
    state: said === 'blocked' ? 'blocked' : 'ok',
    why: said === 'blocked' ? 'it answers with a challenge (405)' : '',
    surfaces: [surface],
    readAtMs: null,
    nextAtMs: null,
  } as const;
  if (said === 'blocked') return { source, reading: null };
  const parts = typeof said === 'string' ? { components: [lamp(surface, said)] } : said;
  return { source, reading: { updatedAtMs: null, components: [], incidents: [], maintenances: [], ...parts } };
}

export function lamp(surface: string, level: Level, scope: readonly string[] = []): Component {
  return { id: 'lamp', name: surface, surface, level, scope };
}

export function incident(surface: string, parts: Partial<OfficialIncident>): OfficialIncident {
  return {
    id: 'one',
    title: 'Elevated errors',
    url: 'https://status.example/incidents/one',
    level: 'partial',
    stage: 'investigating',
    surfaces: [surface],
    scope: [],
    startedAtMs: NINE_MS,
    postedAtMs: NINE_MS,
    endedAtMs: null,
    updates: [],
    ...parts,
  };
}
