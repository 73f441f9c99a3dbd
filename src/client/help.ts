import type { Outlook, Wanted } from './availability.ts';
import type { Client } from './client.ts';
import { followed, type Value } from './value.ts';

/** How much help there is. 0: as always. 1: from another model. 2: from one on the gateway's machine. 3: none. 4: no gateway either. */
export type Level = 0 | 1 | 2 | 3 | 4;

/** How much help an app can count on, and why it is not more. */
export type Help = {
  readonly level: Level;
  /** `provider/model` that answers next; empty where none does, or that is not known. */
  readonly servedBy: string;
  /** Why it is not the best, in a sentence; empty when it is. */
  readonly why: string;
  /** Since when it is so, ms since 1970; null: not known. */
  readonly sinceMs: number | null;
  /** When it is found out next whether the best is back, ms since 1970; null: not known. */
  readonly nextTryAtMs: number | null;
  /** The gateway is there, and wants a key. */
  readonly needsKey: boolean;
};

/** Before anything is known nothing is claimed. */
export const UNKNOWN: Help = { level: 0, servedBy: '', why: '', sinceMs: null, nextTryAtMs: null, needsKey: false };

/** What an outlook comes to. Of several routes the one that is worst off counts. */
export function helpIn(outlook: Outlook): Help {
  if (outlook.kind === 'gone') {
    const { sinceMs, trouble } = outlook;
    const isRefused = trouble.kind === 'refused';
    const needsKey = isRefused && trouble.status === 401;
    // A gateway that says no is there, and does all the rest.
    return { ...UNKNOWN, level: isRefused ? 3 : 4, why: trouble.message, sinceMs, needsKey };
  }
  const [worst] = outlook.routes.toSorted((a, b) => b.level - a.level);
  if (worst === undefined) return { ...UNKNOWN, level: 3, why: 'The gateway has no route for it.' };
  const { level, servedBy, why, sinceMs, nextTryAtMs } = worst;
  return { level, servedBy, why, sinceMs, nextTryAtMs, needsKey: false };
}

/**
 * The help that there is, as a value: known within a second, also when the gateway goes away and comes back. It is followed, on one line to
 * the gateway, as long as anybody subscribes.
 */
export function followHelp(client: Pick<Client, 'watchAvailability'>, wanted: Wanted = {}): Value<Help> {
  return followed(UNKNOWN, (set) => client.watchAvailability((outlook) => set(helpIn(outlook)), wanted));
}
