import { FAULTS } from '../../model/fault.ts';
import type { RequestEntry } from '../../model/journal.ts';
import { type Asked, deadlineOf, OVER, routeDeadlineOf, type Running, type Sink } from '../asked.ts';
import type { HeldBytes } from '../budgets/held-bytes.ts';
import { audience, type AudienceOptions, type Listener, type Told, type Waiting } from './audience.ts';
import { left, withWait } from './entries.ts';
import { heldAnswer } from './held-answer.ts';

/** One answer on its way, and all who wait for it: each gets every byte from the first one on. */
export type Flight = {
  /** Null when it can be joined no more, or has come to nothing but signs of life. */
  readonly join: (one: Waiting) => Running | null;
  /** Nobody joins it any more, and nothing of it is held for anybody. */
  readonly land: () => void;
};

export type FlightOptions = AudienceOptions & {
  /** Room for what is held for those who come later. */
  readonly room: HeldBytes;
  /** Asks, for this one of those who wait. `ended` is called once, last. */
  readonly ask: (asked: Asked, sink: Sink, ended: (entry: RequestEntry) => void) => Running;
  /** Has somebody come to rest since, who may be the one that is waited for; or come back, and would answer at once? */
  readonly isDoubted: () => boolean;
  /** It is over. `bytes`: all of it; null when it was too long to be held. `others`: how many have joined. */
  readonly over: (entry: RequestEntry, by: Asked, bytes: Uint8Array | null, others: number) => void;
  /** It was too long to be joined any more, or all have left. */
  readonly closed: () => void;
};

/** Begins with the one who asks first. Who asks and leaves ends it for nobody else. */
export function takeOff(
  first: Waiting,
  options: FlightOptions,
): { readonly flight: Flight; readonly running: Running } {
  const { nowMs } = options;
  const told: Told = { by: first, head: null, isHeld: false, end: null, entry: null };
  let running = OVER;
  /** Something has come that is no sign of life alone. Who is named in the head has begun, though maybe with what is not shown yet. */
  let hasWords = false;
  let isSecond = false;
  let askedMs = nowMs();
  /** How long the one who asks had waited for another one before, ms. */
  let waitedMs = 0;
  let isClosed = false;
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
  const all = audience(told, pieces, options);

  const { caller, scan } = first.asked;
  const isPing = (piece: Uint8Array): boolean => Buffer.from(caller.ping(scan.model)).equals(piece);

  const sink: Sink = {
    head: (status, headers) => {
      told.head = { status, headers };
      told.isHeld = status !== 200;
      hasWords ||= headers['x-failsoft-served-by'] !== undefined;
      all.playAll();
    },
    write: (piece) => {
      hasWords ||= !isPing(piece);
      pieces.add(piece);
      all.playAll();
      return all.canTakeMore();
    },
    end: (piece) => {
      if (piece !== undefined) pieces.add(piece);
      hasWords = true;
      told.end = 'whole';
      all.playAll();
    },
    destroy: () => {
      told.end = 'cut';
      all.playAll();
    },
  };

  const ended = (of: RequestEntry): void => {
    const entry = waitedMs === 0 ? of : withWait(of, waitedMs);
    const waiting = all.unsettled();
    const asker = waiting.find(({ asked }) => asked === told.by.asked);
    if (asker === undefined) told.by.record(waiting.length > 0 ? left(entry) : entry);
    const next = waiting.find((one) => one !== asker);
    const mayRepeat = !isSecond || isOutOfTime(of, told.by.asked);
    if (told.isHeld && next !== undefined && mayRepeat && of.fault !== null && FAULTS[of.fault].next === 'yes') {
      if (asker !== undefined) all.settleWith(asker, entry);
      return onceMore(next, asker);
    }
    told.entry = entry;
    told.isHeld = false;
    all.playAll();
    all.settleGone();
    const isWhole = !pieces.isLong() && told.end === 'whole';
    options.over(entry, told.by.asked, isWhole ? pieces.whole() : null, joined);
  };

  /**
   * Who asked could not be answered: perhaps for a reason of its own. One other may try, and nobody after that, unless all that was lacking
   * was time, of which whoever comes later has more.
   */
  const onceMore = (next: Listener, asker: Listener | undefined): void => {
    told.isHeld = false;
    if (asker !== undefined) all.play(asker);
    isSecond = true;
    waitedMs = nowMs() - next.sinceMs;
    pieces.anew();
    told.head = null;
    told.end = null;
    told.by = next;
    hasWords = false;
    askedMs = nowMs();
    // It has waited for a part of its time, and has no more than the rest.
    running = options.ask({ ...next.asked, untilMs: deadlineOf(next.asked, next.sinceMs) }, sink, ended);
  };

  /** Whoever had to be waited for may be none of those who read any more, or not the only one. */
  const goOn = (): void => {
    if (all.canTakeMore()) running.drained();
  };

  const lineOf = (one: Listener): Running => ({
    gone: () => {
      if (!all.leave(one) || told.entry !== null) return;
      if (!all.isEmpty()) return goOn();
      land();
      running.gone();
    },
    cutOff: () => running.cutOff(),
    drained: () => {
      if (!all.has(one)) return;
      one.slow = false;
      all.play(one);
      goOn();
    },
  });

  const join = (who: Waiting): Running => {
    const one = all.admit(who);
    joined += 1;
    all.play(one);
    goOn();
    return lineOf(one);
  };

  // Behind a head that was sent for the sake of the line alone nobody can ask once more, and who rests may never answer: better begin
  // anew than wait for that.
  const isQuiet = (): boolean => {
    const { head, isHeld, end } = told;
    return !hasWords && end === null && ((head !== null && !isHeld) || (head === null && options.isDoubted()));
  };
  // It goes on for as long again as whoever asked had time; who comes behind that may have more.
  const isOld = (): boolean => nowMs() > routeDeadlineOf(told.by.asked, askedMs);
  const flight: Flight = { join: (who) => (isClosed || isQuiet() || isOld() ? null : join(who)), land };
  const line = lineOf(all.admit(first));
  const asking = options.ask(first.asked, sink, ended);
  if (!isSecond) running = asking;
  return { flight, running: line };
}

/** Was all of the time over that a request of this kind has? */
function isOutOfTime({ fault, tookMs }: RequestEntry, asked: Asked): boolean {
  return fault === 'timeout' && tookMs >= routeDeadlineOf(asked, 0);
}
