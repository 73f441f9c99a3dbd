import { FAULTS } from '../../model/fault.ts';
import type { RequestEntry } from '../../model/journal.ts';
import { deadlineOf, OVER, type Asked, routeDeadlineOf, type Running, type Sink } from '../asked.ts';
import type { HeldBytes } from '../budgets/held-bytes.ts';
import { isComment } from '../splice/splice.ts';
import { entryFor, left, leftEntry, withWait } from './entries.ts';
import { heldAnswer } from './held-answer.ts';

/** One answer on its way, and all who wait for it: each gets every byte from the first one on. */
export type Flight = {
  /** Null when it can be joined no more, or has come to nothing but signs of life. */
  readonly join: (one: Waiting) => Running | null;
  /** Nobody joins it any more, and nothing of it is held for anybody. */
  readonly land: () => void;
};

/** Someone who waits for it. */
export type Waiting = {
  readonly asked: Asked;
  readonly sink: Sink;
  /** Writes down what came of it for them. */
  readonly record: (entry: RequestEntry) => void;
};

export type FlightOptions = {
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  /** Room for what is held for those who come later. */
  readonly room: HeldBytes;
  /** Asks, for this one of those who wait. `ended` is called once, last. */
  readonly ask: (asked: Asked, sink: Sink, ended: (entry: RequestEntry) => void) => Running;
  /** Has somebody come to rest since, who may be the one that is waited for; or come back, and would answer at once? */
  readonly isDoubted: () => boolean;
  /** What the head says to those who did not ask themselves. */
  readonly joined: Readonly<Record<string, string>>;
  /** It is over. `bytes`: all of it; null when it was too long to be held. `others`: how many have joined. */
  readonly over: (entry: RequestEntry, by: Asked, bytes: Uint8Array | null, others: number) => void;
  /** It was too long to be joined any more, or all have left. */
  readonly closed: () => void;
};

type Listener = Waiting & {
  readonly sinceMs: number;
  /** The next piece. */
  at: number;
  slow: boolean;
  headSent: boolean;
  firstMs: number | null;
};

/** Begins with the one who asks first. Who asks and leaves ends it for nobody else. */
export function takeOff(
  first: Waiting,
  options: FlightOptions,
): { readonly flight: Flight; readonly running: Running } {
  const { nowMs, wallMs } = options;
  const listeners = new Set<Listener>();
  let by = first;
  let running = OVER;
  let head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null = null;
  /** An error is not told before it is known whether somebody else asks once more. */
  let isHeld = false;
  let end: 'whole' | 'cut' | null = null;
  /** Something has come that is no sign of life alone. Who is named in the head has begun, though maybe with what is not shown yet. */
  let hasWords = false;
  let isSecond = false;
  let askedMs = nowMs();
  /** How long the one who asks had waited for another one before, ms. */
  let waitedMs = 0;
  let entry: RequestEntry | null = null;
  let isClosed = false;
  let hasBegun = false;
  let joined = 0;

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    options.closed();
  };

  const land = (): void => {
    close();
    pieces.letGo();
  };

  const pieces = heldAnswer(options.room, land);

  /** Behind the slowest reader, nothing is needed any more of what nobody joins. */
  const trim = (): void => {
    if (pieces.isLong()) pieces.trim(Math.min(...Array.from(listeners, ({ at }) => at)));
  };

  const play = (to: Listener): void => {
    if (head === null || isHeld) return;
    if (!to.headSent) {
      to.headSent = true;
      to.sink.head(head.status, to.asked === by.asked ? head.headers : { ...head.headers, ...ownHead(to.asked) });
    }
    while (!to.slow && to.at < pieces.next()) {
      const piece = pieces.at(to.at);
      to.at += 1;
      if (piece === undefined) continue;
      to.firstMs ??= nowMs();
      if (end === 'whole' && to.at === pieces.next()) {
        listeners.delete(to);
        to.sink.end(piece);
        return settle(to);
      }
      to.slow = !to.sink.write(piece);
    }
    if (end === null) return;
    const rest = pieces.from(to.at);
    // Behind the last word there is nothing that somebody who is slow would have to be waited for.
    if (end === 'cut' ? rest.length > 0 : !rest.every(isComment)) return;
    listeners.delete(to);
    if (end === 'whole') to.sink.end(rest.length === 0 ? undefined : Buffer.concat(rest));
    else to.sink.destroy();
    settle(to);
  };

  /** What came of it for one of them is written down when it is over and they have all of it. */
  const settle = (one: Listener): void => {
    if (entry === null || !waited.delete(one)) return;
    one.record(one.asked === by.asked ? entry : entryOf(one, entry));
  };

  const ownHead = ({ id }: Asked): Readonly<Record<string, string>> => ({
    ...options.joined,
    'x-failsoft-request': id,
  });

  const playAll = (): void => {
    for (const one of listeners) play(one);
    trim();
  };

  const { caller, scan } = first.asked;
  const isPing = (piece: Uint8Array): boolean => Buffer.from(caller.ping(scan.model)).equals(piece);

  const sink: Sink = {
    head: (status, headers) => {
      head = { status, headers };
      isHeld = status !== 200;
      hasWords ||= headers['x-failsoft-served-by'] !== undefined;
      playAll();
    },
    write: (piece) => {
      hasWords ||= !isPing(piece);
      pieces.add(piece);
      playAll();
      const readers = [...listeners];
      return pieces.isLong()
        ? !readers.some(({ slow }) => slow)
        : readers.length === 0 || readers.some(({ slow }) => !slow);
    },
    end: (piece) => {
      if (piece !== undefined) pieces.add(piece);
      hasWords = true;
      end = 'whole';
      playAll();
    },
    destroy: () => {
      end = 'cut';
      playAll();
    },
  };

  /** What came of it for one who waited and did not ask. */
  const entryOf = ({ asked, sinceMs, firstMs }: Listener, of: RequestEntry): RequestEntry => {
    const tookMs = nowMs() - sinceMs;
    const firstContentMs = firstMs === null ? null : firstMs - sinceMs;
    return entryFor(asked, of, { atMs: wallMs() - tookMs, tookMs, firstContentMs });
  };

  /** Those for whom nothing is written down yet. */
  const waited = new Set<Listener>();
  const ended = (told: RequestEntry): void => {
    const of = waitedMs === 0 ? told : withWait(told, waitedMs);
    const asker = [...waited].find(({ asked }) => asked === by.asked);
    if (asker === undefined) by.record(waited.size > 0 ? left(of) : of);
    const next = [...waited].find((one) => one !== asker);
    const mayRepeat = !isSecond || isOutOfTime(told, by.asked);
    if (isHeld && next !== undefined && mayRepeat && of.fault !== null && FAULTS[of.fault].next === 'yes') {
      if (asker !== undefined && waited.delete(asker)) asker.record(of);
      return onceMore(next, asker);
    }
    entry = of;
    isHeld = false;
    playAll();
    for (const one of waited) if (!listeners.has(one)) settle(one);
    options.over(of, by.asked, pieces.isLong() || end !== 'whole' ? null : pieces.whole(), joined);
  };

  /**
   * Who asked could not be answered: perhaps for a reason of its own. One other may try, and nobody after that, unless all that was lacking
   * was time, of which whoever comes later has more.
   */
  const onceMore = (next: Listener, asker: Listener | undefined): void => {
    isHeld = false;
    if (asker !== undefined) play(asker);
    isSecond = true;
    waitedMs = nowMs() - next.sinceMs;
    pieces.anew();
    head = null;
    end = null;
    hasWords = false;
    by = next;
    askedMs = nowMs();
    // It has waited for a part of its time, and has no more than the rest.
    running = options.ask({ ...by.asked, untilMs: deadlineOf(by.asked, next.sinceMs) }, sink, ended);
  };

  const lineOf = (one: Listener): Running => ({
    gone: () => {
      if (!listeners.delete(one)) return;
      const isAsker = one.asked === by.asked;
      if (entry !== null) {
        // It did not wait for the last of what was there.
        if (waited.delete(one)) one.record(isAsker ? left(entry) : entryOf(one, leftEntry(one.asked)));
        return trim();
      }
      // What was asked for it goes on for the others, and is written down when it is over.
      if (waited.delete(one) && !isAsker) one.record(entryOf(one, leftEntry(one.asked)));
      if (listeners.size > 0) return trim();
      land();
      running.gone();
    },
    cutOff: () => running.cutOff(),
    drained: () => {
      if (!listeners.has(one)) return;
      one.slow = false;
      play(one);
      trim();
      if (!one.slow) running.drained();
    },
  });

  const admit = (who: Waiting): Running => {
    const one: Listener = { ...who, sinceMs: nowMs(), at: 0, slow: false, headSent: false, firstMs: null };
    listeners.add(one);
    waited.add(one);
    if (hasBegun) joined += 1;
    if (hasBegun) play(one);
    return lineOf(one);
  };

  // Behind a head that was sent for the sake of the line alone nobody can ask once more, and who rests may never answer: better begin
  // anew than wait for that.
  const isQuiet = (): boolean =>
    !hasWords && end === null && ((head !== null && !isHeld) || (head === null && options.isDoubted()));
  // It goes on for as long again as whoever asked had time; who comes behind that may have more.
  const isOld = (): boolean => nowMs() > routeDeadlineOf(by.asked, askedMs);
  const flight: Flight = { join: (who) => (isClosed || isQuiet() || isOld() ? null : admit(who)), land };
  const line = admit(first);
  hasBegun = true;
  const asking = options.ask(first.asked, sink, ended);
  if (!isSecond) running = asking;
  return { flight, running: line };
}

/** Was all of the time over that a request of this kind has? */
function isOutOfTime({ fault, tookMs }: RequestEntry, asked: Asked): boolean {
  return fault === 'timeout' && tookMs >= routeDeadlineOf(asked, 0);
}
