import type { Help } from 'failsoft/client';

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
