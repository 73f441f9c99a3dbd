import { Fault } from '../../model/fault.ts';
import type { Reading } from '../../model/official.ts';
import type { World } from '../../world/world.ts';

/** The official status page of a maker, as a row. */
export type StatusPage = {
  /** `claude`. */
  readonly id: string;
  /** For people: `Claude`. */
  readonly name: string;
  /** Where people read it. */
  readonly url: string;
  /** Ids of the surfaces that it speaks of. */
  readonly surfaces: readonly string[];
  /** How it can be asked, best first. The next one is asked while those before it refuse, are silent or cannot be read. */
  readonly ways: readonly [Way, ...Way[]];
  /**
   * Whether it is asked. `if-named`: not until somebody names it, because its maker has invited nobody to; `if-signed-in`: not without
   * credentials of one's own.
   */
  readonly asked: 'always' | 'if-named' | 'if-signed-in';
};

/** One machine-readable form of a page. */
export type Way = {
  /** What people call the format: `Statuspage`. */
  readonly format: string;
  /** `https://host`. */
  readonly origin: string;
  /** What is asked for, one after the other. A path, or a request that follows from what was answered before. */
  readonly asks: readonly (string | Follow)[];
  /** How often, ms. */
  readonly everyMs: number;
  /** How it is asked where that takes credentials; as the world does where this is absent. */
  readonly open?: World['open'];
  /** Pure. Throws `unreadable` for what does not look as it should, and nothing else. */
  readonly read: Read;
};

/** The bodies of all answers, in the order of `asks`. `nowMs`: since 1970, for what is never closed and for dates without a year. */
export type Read = (answers: readonly Uint8Array[], nowMs: number) => Reading;

/** Throws `unreadable`, too. */
export type Follow = (answers: readonly Uint8Array[]) => PageRequest;

export type PageRequest = {
  /** Where it goes, when that is not where the page itself is. */
  readonly origin?: string;
  readonly method: 'GET' | 'POST';
  /** With the query. */
  readonly path: string;
  /** Names (lower case) and values in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | null;
};

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What a page says is not what it used to look like. The words are for people: "there is no list of components". */
export function unreadable(why: string, cause?: unknown): Fault {
  return new Fault('garbled', why, cause === undefined ? {} : { cause });
}

/** A page answers with something to click on, where data should be. */
export function challenged(): Fault {
  return new Fault('refused', 'it answers with a web page where data should be, as challenges do');
}
