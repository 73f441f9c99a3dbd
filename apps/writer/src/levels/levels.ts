import type { Availability, Outlook } from 'failsoft/client';

/** How much help there is. 0: as always. 1: another model. 2: one on the gateway's computer. 3: none. 4: no gateway either. */
export type Level = 0 | 1 | 2 | 3 | 4;

/** What the writer shows of it. */
export type Help = {
  readonly level: Level;
  /** `provider/model` that answers next; empty where none does, or that is not known. */
  readonly servedBy: string;
  /** Why it is not the best; empty when it is. */
  readonly why: string;
  /** Ms since 1970; null: not known. */
  readonly sinceMs: number | null;
  readonly nextTryAtMs: number | null;
  /** The gateway wants a key. */
  readonly needsKey: boolean;
};

/** Before anything is known nothing is claimed. */
export const UNKNOWN: Help = { level: 0, servedBy: '', why: '', sinceMs: null, nextTryAtMs: null, needsKey: false };

export function helpIn(outlook: Outlook): Help {
  const [route] = outlook.routes;
  if (outlook.kind === 'known') return route === undefined ? nobody() : helpOf(route);
  const { sinceMs, trouble } = outlook;
  const needsKey = trouble.kind === 'refused' && trouble.status === 401;
  const gone = { servedBy: '', why: trouble.message, sinceMs, nextTryAtMs: null, needsKey };
  // A gateway that says no is there, and keeps the documents.
  return { ...gone, level: trouble.kind === 'refused' ? 3 : 4 };
}

function helpOf({ level, servedBy, why, sinceMs, nextTryAtMs }: Availability): Help {
  return { level, servedBy, why, sinceMs, nextTryAtMs, needsKey: false };
}

function nobody(): Help {
  return { ...UNKNOWN, level: 3, why: 'This gateway has no route for the writer.' };
}

export type Line = {
  readonly text: string;
  /** What else there is to know, for those who ask. */
  readonly details: string;
};

/** The one line below the toolbar; null: there is nothing to say. `clock`: how a time of day is written. */
export function lineOf(help: Help, clock: (ms: number) => string): Line | null {
  const since = help.sinceMs === null ? '' : ` since ${clock(help.sinceMs)}`;
  switch (help.level) {
    case 0:
    case 1:
      return null;
    case 2:
      return { text: 'On this computer: simpler suggestions.', details: help.why };
    case 3:
      if (help.needsKey) return { text: 'This gateway wants a key before it helps.', details: help.why };
      return {
        text: `AI is unavailable${since}. You can go on writing; everything is saved.`,
        details: help.why,
      };
    case 4:
      return { text: `Working in this browser only${since}. You can go on writing.`, details: help.why };
  }
}

/** Why a button for AI does not do what it says; empty: it does. */
export function whyNot(help: Help): string {
  if (help.level === 4) return 'The gateway does not answer. Your question can wait here.';
  if (help.level === 3)
    return help.needsKey ? 'This gateway wants a key.' : 'AI is unavailable. Your question can wait.';
  return '';
}

/** Seconds until somebody looks whether AI is back; null: not known, or it is being done. */
export function secondsToTry({ nextTryAtMs }: Help, nowMs: number): number | null {
  if (nextTryAtMs === null) return null;
  const seconds = Math.ceil((nextTryAtMs - nowMs) / 1_000);
  return seconds > 0 && seconds < 3_600 ? seconds : null;
}
