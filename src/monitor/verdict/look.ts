import type { Cell } from '../../model/verdict.ts';
import { badOf } from './filter.ts';
import { type Opinion, opinionOf, type PageNow } from './opinion.ts';
import { type Part, useOf } from './part.ts';
import { rolledUp } from './roll-up.ts';
import { held, isUnknown, signOf } from './sign.ts';
import type { Sign, Standing } from './standing.ts';
import { hasNoExcuse, type Host } from './way.ts';

/** What one look at a cell has shown. */
export type Look = {
  readonly opinion: Opinion;
  readonly sign: Sign;
  /** When it was asked last, ms; null when never. */
  readonly lastMs: number | null;
  /** Nobody's word counts. */
  readonly isUnknown: boolean;
  /** It can only be reached by a network that is broken now. */
  readonly isCutOff: boolean;
};

/** When it is looked, and what is known then. */
export type Moment = {
  readonly atMs: number;
  /** Those that speak of the surface. */
  readonly pages: readonly PageNow[];
  /** What our own network does to all that is out there; null where it works. */
  readonly cutOff: CutOff | null;
  /** When anybody out there was reached last, ms. */
  readonly reachedMs: number;
};

export type CutOff = { readonly text: string; readonly sinceMs: number };

/** `host`: where its calls go to; null for what is on this machine. */
export function lookAtPart({ cell, heard, standing }: Part, host: Host | null, moment: Moment): Look {
  const { pages, reachedMs, atMs, cutOff } = moment;
  const opinion = opinionOf(pages, cell, atMs);
  const sign = signOf({ heard, opinion, suspectedMs: standing.suspectedMs }, atMs);
  const { lastMs } = heard;
  return {
    opinion,
    sign: host === null || hasNoExcuse(host, reachedMs, atMs) ? sign : held(sign),
    lastMs,
    isUnknown: isUnknown(lastMs, opinion, atMs),
    isCutOff: cutOff !== null && host !== null,
  };
}

export type Whole = {
  readonly cell: Cell;
  readonly standing: Standing;
  readonly parts: readonly { readonly part: Part; readonly look: Look }[];
  readonly hosts: readonly Host[];
};

/** A surface is as its parts are together, or as the way to it is; and where we call nothing of it, as its page says. */
export function lookAtWhole({ cell, standing, parts, hosts }: Whole, moment: Moment): Look {
  const { pages, reachedMs, atMs } = moment;
  const opinion = opinionOf(pages, cell, atMs);
  const times = parts.flatMap(({ look }) => (look.lastMs === null ? [] : [look.lastMs]));
  const lastMs = times.length === 0 ? null : Math.max(...times);
  const signs = (hosts.length === 0 ? [null] : hosts).map((host) => {
    const heard = host === null ? null : { belief: host.belief, lastMs };
    return signOf({ heard, opinion, suspectedMs: standing.suspectedMs }, atMs);
  });
  // All ways to it have to be broken.
  const way = signs.reduce((best, sign) => (badOf(sign) < badOf(best) ? sign : best));
  const shares = parts.map(({ part, look: { sign } }) => ({ ...sign, family: part.family, use: useOf(part, atMs) }));
  const together = rolledUp(shares);
  const sign = parts.length > 0 && badOf(together) >= badOf(way) ? { ...together, enterAt: way.enterAt } : way;
  const isFree = hosts.length === 0 || hosts.some((host) => hasNoExcuse(host, reachedMs, atMs));
  return {
    opinion,
    sign: isFree ? sign : held(sign),
    lastMs,
    isUnknown: isUnknown(lastMs, opinion, atMs),
    isCutOff: parts.length > 0 && parts.every(({ look }) => look.isCutOff),
  };
}
