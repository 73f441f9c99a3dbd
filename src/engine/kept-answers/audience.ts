import type { RequestEntry } from '../../model/journal.ts';
import type { Asked, Sink } from '../asked.ts';
import { isComment } from '../splice/splice.ts';
import { entryFor, left, leftEntry } from './entries.ts';
import type { HeldAnswer } from './held-answer.ts';

/** Someone who waits for an answer. */
export type Waiting = {
  readonly asked: Asked;
  readonly sink: Sink;
  /** Writes down what came of it for them. */
  readonly record: (entry: RequestEntry) => void;
};

/** One of those who wait, and how far they have come. */
export type Listener = Waiting & {
  readonly sinceMs: number;
  /** The next piece. */
  at: number;
  slow: boolean;
  headSent: boolean;
  firstMs: number | null;
};

/** What there is to be told so far. Whoever asks changes it as it comes. */
export type Told = {
  /** Whom the answer was asked for. */
  by: Waiting;
  head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null;
  /** An error is not told before it is known whether somebody else asks once more. */
  isHeld: boolean;
  end: 'whole' | 'cut' | null;
  /** What came of it; null until that is known. */
  entry: RequestEntry | null;
};

/** All who wait for one answer: each gets every byte of it, at a pace of their own, and has what came of it written down once. */
export type Audience = {
  readonly admit: (who: Waiting) => Listener;
  /** Tells one of them, or all, what they have not had yet. */
  readonly play: (to: Listener) => void;
  readonly playAll: () => void;
  /** Can somebody take more? Where the answer is too long to be held, all have to. */
  readonly canTakeMore: () => boolean;
  /** Does one of them listen? */
  readonly has: (one: Listener) => boolean;
  readonly isEmpty: () => boolean;
  /** Leaves without the rest. False when it had all of it. What came of it for whoever has asked is not settled by that. */
  readonly leave: (one: Listener) => boolean;
  /** Those for whom nothing is written down yet, whether they listen or not. */
  readonly unsettled: () => readonly Listener[];
  /** This is what came of it for one of them, whatever comes of it for the others. */
  readonly settleWith: (one: Listener, entry: RequestEntry) => void;
  /** It is known what came of it: nobody who listens no more is left without a line in the journal. */
  readonly settleGone: () => void;
};

export type AudienceOptions = {
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  /** What the head says to those who did not ask themselves. */
  readonly joined: Readonly<Record<string, string>>;
};

export function audience(told: Told, pieces: HeldAnswer, { nowMs, wallMs, joined }: AudienceOptions): Audience {
  const listeners = new Set<Listener>();
  const waited = new Set<Listener>();
  const isAsker = ({ asked }: Listener): boolean => asked === told.by.asked;

  /** What came of it for one who waited and did not ask. */
  const entryOf = ({ asked, sinceMs, firstMs }: Listener, of: RequestEntry): RequestEntry => {
    const tookMs = nowMs() - sinceMs;
    const firstContentMs = firstMs === null ? null : firstMs - sinceMs;
    return entryFor(asked, of, { atMs: wallMs() - tookMs, tookMs, firstContentMs });
  };

  const settleWith = (one: Listener, entry: RequestEntry): void => {
    if (waited.delete(one)) one.record(entry);
  };

  /** What came of it for one of them is written down when it is over and they have all of it. */
  const settle = (one: Listener): void => {
    const { entry } = told;
    if (entry !== null) settleWith(one, isAsker(one) ? entry : entryOf(one, entry));
  };

  const play = (to: Listener): void => {
    const { head, isHeld } = told;
    if (head === null || isHeld) return;
    if (!to.headSent) {
      to.headSent = true;
      const own = isAsker(to) ? {} : { ...joined, 'x-failsoft-request': to.asked.id };
      to.sink.head(head.status, { ...head.headers, ...own });
    }
    while (!to.slow && to.at < pieces.next()) {
      const piece = pieces.at(to.at);
      to.at += 1;
      if (piece === undefined) continue;
      to.firstMs ??= nowMs();
      if (told.end === 'whole' && to.at === pieces.next()) {
        listeners.delete(to);
        to.sink.end(piece);
        return settle(to);
      }
      to.slow = !to.sink.write(piece);
    }
    const { end } = told;
    if (end === null) return;
    const rest = pieces.from(to.at);
    // Behind the last word there is nothing that somebody who is slow would have to be waited for.
    if (end === 'cut' ? rest.length > 0 : !rest.every(isComment)) return;
    listeners.delete(to);
    if (end === 'whole') to.sink.end(rest.length === 0 ? undefined : Buffer.concat(rest));
    else to.sink.destroy();
    settle(to);
  };

  /** Behind the slowest reader, nothing is needed any more of what nobody joins. */
  const trim = (): void => {
    if (pieces.isLong()) pieces.trim(Math.min(...Array.from(listeners, ({ at }) => at)));
  };

  return {
    admit: (who) => {
      const one: Listener = { ...who, sinceMs: nowMs(), at: 0, slow: false, headSent: false, firstMs: null };
      listeners.add(one);
      waited.add(one);
      return one;
    },
    play: (to) => {
      play(to);
      trim();
    },
    playAll: () => {
      for (const one of listeners) play(one);
      trim();
    },
    canTakeMore: () => {
      const readers = [...listeners];
      return pieces.isLong()
        ? !readers.some(({ slow }) => slow)
        : readers.length === 0 || readers.some(({ slow }) => !slow);
    },
    has: (one) => listeners.has(one),
    isEmpty: () => listeners.size === 0,
    leave: (one) => {
      if (!listeners.delete(one)) return false;
      const { entry } = told;
      // It did not wait for the last of what was there.
      if (entry !== null) settleWith(one, isAsker(one) ? left(entry) : entryOf(one, leftEntry(one.asked)));
      // What was asked for it goes on for the others, and is written down when it is over.
      else if (isAsker(one)) waited.delete(one);
      else settleWith(one, entryOf(one, leftEntry(one.asked)));
      trim();
      return true;
    },
    unsettled: () => [...waited],
    settleWith,
    settleGone: () => {
      for (const one of waited) if (!listeners.has(one)) settle(one);
    },
  };
}
