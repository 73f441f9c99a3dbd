import { Fault } from '../../model/fault.ts';
import { judgePace, tokensIn, WINDOW_MS } from '../../resilience/pace.ts';
import { type RunawayWatch, watchRunaway } from '../../resilience/runaway.ts';

/** Looks at the words of a stream: whether they come fast enough, and whether they still say anything. */
export type Scrutiny = {
  /** A piece with content has come, of so many bytes. Returns a `runaway` fault when the model has lost its way. */
  readonly heard: (bytes: number, nowMs: number) => Fault | null;
  /** When the speed is to be judged, monotonic ms. */
  readonly dueMs: () => number;
  /** Returns a `stalled` fault when the answer drips. */
  readonly judged: (nowMs: number) => Fault | null;
  /** The time up to now says nothing: the caller did not read. */
  readonly restart: (nowMs: number) => void;
};

export type ScrutinyOptions = {
  /** The target's median; null when it is not known, and then every speed is right. */
  readonly tokensPerSecond: number | null;
  /** Was an answer in JSON asked for? Looked up only when it matters. */
  readonly json: () => boolean;
  /** The words of the last piece. Asked for only when they are looked at. */
  readonly words: () => string;
};

/** Nobody looks for a runaway before so much of a stream has come, bytes: some hundred tokens, in any dialect. */
const FIRST_LOOK_BYTES = 64 * 1024;
/** So much passes unread between two looks, bytes. */
const UNREAD_BYTES_MAX = 256 * 1024;
/** Pieces that follow one another faster than this are taken for one token each, ms: then the answer is quick enough. */
const QUICK_MS = 40;

/** A token takes no more of a stream than this, bytes, with all that stands around it. */
const TOKEN_BYTES_MAX = 1_024;

/** Whole answers come at once. */
export const UNLOOKED: Scrutiny = {
  heard: () => null,
  dueMs: () => Number.POSITIVE_INFINITY,
  judged: () => null,
  restart: () => {},
};

/**
 * Finding words costs about a third of what passing them on does, so it is done where something may come of it: for a few
 * hundred characters now and then, and for pieces that are slow to come.
 */
export function scrutiny({ tokensPerSecond, json, words }: ScrutinyOptions): Scrutiny {
  let unread = UNREAD_BYTES_MAX - FIRST_LOOK_BYTES;
  let watch: RunawayWatch | null = null;
  let sinceMs: number | null = null;
  let lookMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  let pieces = 0;
  let tokens = 0;

  const begin = (nowMs: number): void => {
    sinceMs = nowMs;
    lookMs = nowMs + WINDOW_MS;
    pieces = 0;
    tokens = 0;
  };

  const strange = (said: string): Fault | null => {
    const runaway = watch?.feed(said) ?? null;
    if (watch?.isCalm() === true) {
      watch = null;
      unread = 0;
    }
    switch (runaway) {
      case 'spaces':
        return new Fault('runaway', 'The model writes nothing but white space where JSON was asked for');
      case 'loop':
        return new Fault('runaway', 'The model says the same again and again');
      case null:
        return null;
    }
  };

  return {
    heard: (bytes, nowMs) => {
      unread += bytes;
      if (watch === null && unread >= UNREAD_BYTES_MAX) watch = watchRunaway(json);
      const slow = tokensPerSecond !== null && nowMs - lastMs >= QUICK_MS;
      lastMs = nowMs;
      if (tokensPerSecond !== null && sinceMs === null) begin(nowMs);
      pieces += 1;
      if (!slow && watch === null) {
        tokens += 1;
        return null;
      }
      const said = words();
      tokens += slow ? Math.max(tokensIn(said), bytes / TOKEN_BYTES_MAX) : 1;
      return watch === null ? null : strange(said);
    },
    dueMs: () => lookMs,
    judged: (nowMs) => {
      if (tokensPerSecond === null || sinceMs === null || nowMs < lookMs) return null;
      const tookMs = nowMs - sinceMs;
      const pace = judgePace({ tookMs, pieces, tokens }, tokensPerSecond);
      if (pace === 'early') {
        lookMs = nowMs + WINDOW_MS / 4;
        return null;
      }
      const perSecond = Math.round((tokens / tookMs) * 10_000) / 10;
      begin(nowMs);
      return pace === 'fine' ? null : new Fault('stalled', `The answer drips: about ${perSecond} tokens/s`);
    },
    restart: (nowMs) => {
      if (sinceMs !== null) begin(nowMs);
    },
  };
}
