import type { Reading, Source } from '../../model/official.ts';
import type { Surface } from '../../model/surface.ts';
import type { Cell, Condition, Verdict } from '../../model/verdict.ts';
import type { Domains } from '../../resilience/domains.ts';
import type { Observation } from './observation.ts';

/**
 * What is believed of every surface and of every part of it that we have heard of. It has no clock: what it is told, and asked, carries
 * its time (ms since 1970), so that a year can be played through it in seconds. It explains; it never routes.
 */
export type VerdictBook = {
  /**
   * What a request or a probe has shown. `cell` is as narrow as it is known: surface, provider, model, and the key that was used.
   * Costs the same however much is known; see verdict-book.test.ts.
   */
  readonly observe: (cell: Cell, seen: Observation) => void;
  /** Whether anything at all can be reached from here, where somebody has looked (see engine/probe-network.ts). */
  readonly network: (reachable: boolean, atMs: number) => void;
  /** To be called every TICK_MS, with all pages: conditions change only here. */
  readonly tick: (pages: readonly PageNow[], atMs: number) => readonly Change[];
  /** As of the last tick: one of every surface, in their order, and one of every part of it that differs. */
  readonly verdicts: () => readonly Verdict[];
};

/** A page, and what it said last. The reading counts only while the source is `ok`. */
export type PageNow = { readonly source: Source; readonly reading: Reading | null };

/** A condition that is another one now. */
export type Change = {
  readonly verdict: Verdict;
  readonly before: Condition;
  /** The title of the maintenance that its maker has announced for now; null where there is none. Nobody is woken up for that. */
  readonly maintenance: string | null;
};

export type BookParts = {
  readonly surfaces: readonly Surface[];
  /** What a cell fails with; empty for what is on this machine, which our own network has nothing to do with. */
  readonly domainsOf: (cell: Cell) => Domains;
};

/** Between two ticks, ms. */
export const TICK_MS = 10_000;
