import type { Surface } from '../../model/surface.ts';
import { type Cell, cellKey, type Verdict } from '../../model/verdict.ts';
import type { Domains } from '../../resilience/domains.ts';
import { badOf } from './filter.ts';
import { type Key, newKey, onKeySeen } from './key.ts';
import type { Moment } from './look.ts';
import type { Observation } from './observation.ts';
import type { PageNow } from './opinion.ts';
import { newPart, onSeen, type Part } from './part.ts';
import { ENTER_AT, HEALTHY, isTrouble } from './standing.ts';
import { type Believed, type Change, turned, verdictsOf } from './surface.ts';
import { waysOut } from './ways-out.ts';

export type { Change, PageNow };

/**
 * What is believed of every surface and of every part of it that we have heard of. It has no clock: what it is told, and asked, carries
 * its time (ms since 1970), so that a year can be played through it in seconds. It explains; it never routes.
 */
export type VerdictBook = {
  /**
   * What a request or a probe has shown. `cell` is as narrow as it is known: surface, provider, model, and the key that was used.
   * Costs the same however much is known. Returns whether it has made trouble so likely that a tick at once is worth it.
   */
  readonly observe: (cell: Cell, seen: Observation) => boolean;
  /** Whether anything at all can be reached from here, where somebody has looked (see engine/probes/probe-network.ts). */
  readonly network: (reachable: boolean, atMs: number) => void;
  /** To be called every TICK_MS, or sooner, with all pages: conditions change only here. */
  readonly tick: (pages: readonly PageNow[], atMs: number) => readonly Change[];
  /** From now on it is about these, after a reload: of all else, and of the cells that are not kept, nothing is believed any more. */
  readonly turn: (parts: BookParts, isKept: (cell: Cell) => boolean) => void;
  /** As of the last tick: one of every surface, in their order, and one of every part and key of it that differs. */
  readonly verdicts: () => readonly Verdict[];
};

export type BookParts = {
  readonly surfaces: readonly Surface[];
  /** What a cell fails with; empty for what is on this machine, which our own network has nothing to do with. */
  readonly domainsOf: (cell: Cell) => Domains;
};

/** Between two ticks, ms. */
export const TICK_MS = 10_000;
/** Callers may name any model; those that are known the longest are forgotten beyond so many. */
const PARTS_MAX = 1_000;
const KEYS_MAX = 1_000;
const SURFACES_MAX = 200;

type Whole = Pick<Believed, 'cell' | 'standing' | 'shown'>;

export function verdictBook(first: BookParts): VerdictBook {
  let { domainsOf } = first;
  let wholes = wholesOf(first, new Map());
  const parts = new Map<string, Part>();
  const keys = new Map<string, Key>();
  const ways = waysOut((cell) => domainsOf(cell));
  let last: { readonly pages: readonly PageNow[]; readonly atMs: number } = { pages: [], atMs: 0 };

  const keyOf = remembered((cell) => placed({ ...cell, model: null, region: null }, KEYS_MAX));
  const partOf = remembered((cell) => placed({ ...cell, credential: null }, PARTS_MAX));

  const believed = (): readonly Believed[] => {
    const partsOf = Map.groupBy(parts.values(), ({ cell }) => cell.surface);
    const keysOf = Map.groupBy(keys.values(), ({ cell }) => cell.surface);
    return [...wholes].map(([id, whole]) => ({
      ...whole,
      parts: partsOf.get(id) ?? [],
      keys: keysOf.get(id) ?? [],
      hosts: ways.of(id),
    }));
  };

  const momentOf = ({ cell }: Whole): Moment => ({
    atMs: last.atMs,
    pages: last.pages.filter(({ source }) => source.surfaces.includes(cell.surface)),
    cutOff: ways.cutOff(),
    reachedMs: ways.reachedMs(),
  });

  return {
    observe: (cell, seen) => {
      if (!wholes.has(cell.surface)) {
        if (wholes.size >= SURFACES_MAX) return false;
        wholes.set(cell.surface, newWhole(cell.surface));
      }
      const isLost = ways.observe(cell, seen);
      if (cell.credential !== null) {
        const { own, place } = keyOf(cell);
        put(keys, place, (key) => onKeySeen(key ?? newKey(own, seen.atMs), seen));
      }
      if (isLost || (seen.outcome !== 'well' && seen.outcome !== 'ill')) return false;
      const { own, place } = partOf(cell);
      const part = put(parts, place, (before) => onSeen(before ?? newPart(own, seen.atMs), seen));
      return (
        seen.outcome === 'ill' && !isTrouble(part.standing.condition) && badOf(part.heard.belief) >= ENTER_AT.alone
      );
    },
    network: ways.told,
    turn: (next, isKept) => {
      ({ domainsOf } = next);
      wholes = wholesOf(next, wholes);
      for (const all of [parts, keys])
        for (const [key, { cell }] of all) if (!wholes.has(cell.surface) || !isKept(cell)) all.delete(key);
      ways.forget((cell) => !wholes.has(cell.surface) || !isKept(cell));
    },
    tick: (pages, atMs) => {
      last = { pages, atMs };
      ways.look(parts, atMs);
      return believed().flatMap((before) => {
        const { now, changes } = turned(before, momentOf(before));
        wholes.set(now.cell.surface, { cell: now.cell, standing: now.standing, shown: now.shown });
        for (const part of now.parts) parts.set(cellKey(part.cell), part);
        for (const key of now.keys) keys.set(cellKey(key.cell), key);
        return changes;
      });
    },
    verdicts: () => believed().flatMap((one) => verdictsOf(one, momentOf(one))),
  };
}

function wholesOf({ surfaces }: BookParts, known: ReadonlyMap<string, Whole>): Map<string, Whole> {
  return new Map(surfaces.map(({ id }) => [id, known.get(id) ?? newWhole(id)]));
}

function newWhole(surface: string): Whole {
  const cell: Cell = { surface, provider: null, model: null, region: null, credential: null };
  return { cell, standing: HEALTHY, shown: { condition: 'unknown', sinceMs: 0 } };
}

type Place = { readonly key: string; readonly max: number };
type Placed = { readonly own: Cell; readonly place: Place };

function placed(own: Cell, max: number): Placed {
  return { own, place: { key: cellKey(own), max } };
}

/** Calls come from the same few cells again and again. */
function remembered(find: (cell: Cell) => Placed): (cell: Cell) => Placed {
  const known = new WeakMap<Cell, Placed>();
  return (cell) => {
    const before = known.get(cell);
    if (before !== undefined) return before;
    const found = find(cell);
    known.set(cell, found);
    return found;
  };
}

/** What is new takes the place of the oldest when there is no more room. */
function put<One>(all: Map<string, One>, { key, max }: Place, next: (before: One | undefined) => One): One {
  const before = all.get(key);
  if (before === undefined && all.size >= max) {
    const [oldest] = all.keys();
    if (oldest !== undefined) all.delete(oldest);
  }
  const one = next(before);
  all.set(key, one);
  return one;
}
