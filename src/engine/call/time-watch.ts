import type { Fault } from '../../model/fault.ts';
import type { Limits } from '../../model/route.ts';
import { asksForJson } from '../../protocols/glance.ts';
import { type Expected, faultOf, nextDue, NOTHING_EXPECTED, type Progress } from '../../resilience/deadlines.ts';
import type { Cancel, WireRequest, World } from '../../world/world.ts';
import type { Reader, Reading } from '../readers/reader.ts';
import { type Scrutiny, scrutiny, UNLOOKED } from './scrutiny.ts';

/** What a call has to come to, and by when. */
export type Watched = {
  readonly wire: WireRequest;
  readonly streamed: boolean;
  readonly reader: Reader;
  readonly limits: Limits;
  /** What answers of the target are usually like. Default: nothing is known. */
  readonly expected?: Expected;
  /** Is there nobody else who could answer? Looked up only when it is later than usual. Default: there is. */
  readonly isAlone?: () => boolean;
  /** Does the request ask the model to think? Looked up only when the time to the first content is up. */
  readonly thinks: () => boolean;
};

/** What time has to say. `drips` at most once, unless the call ends by it. */
export type TimeEvents = {
  readonly late: (fault: Fault) => void;
  readonly drips: (fault: Fault) => void;
};

/** What ends a shorter silence than this is no ping that tells of a rhythm, ms. */
const PING_MS_MIN = 1_000;
/** A timer that wakes so much too late proves nothing: nobody here has read what came meanwhile, ms. */
export const SLEPT_MS = 1_000;

/**
 * Watches over the time of one call: what has to have come by when, and how fast the words of a stream are. It is told of all
 * that comes. A class, because a call would make as many functions anew, and this is on the path of every request.
 */
export class TimeWatch {
  readonly #world: World;
  readonly #watched: Watched;
  readonly #on: TimeEvents;
  readonly #progress: Mutable<Progress>;
  readonly #looks: Scrutiny;
  #expected: Expected;
  #timer: Cancel | null = null;
  /** When it wakes, monotonic ms. */
  #armedMs = Number.POSITIVE_INFINITY;
  #over = false;
  /** Since when the caller takes nothing, monotonic ms; null while it does. */
  #pausedMs: number | null = null;
  /** What has come since the last piece with content, that piece included. */
  #pieceBytes = 0;
  /** Between the last two pieces. */
  #silenceMs = 0;
  #pings = 0;
  #longestPingMs = 0;
  #dripped = false;

  constructor(world: World, watched: Watched, on: TimeEvents) {
    const { wire, streamed, expected = NOTHING_EXPECTED } = watched;
    this.#world = world;
    this.#watched = watched;
    this.#on = on;
    this.#expected = expected;
    this.#looks = streamed ? looksAt(watched, expected.tokensPerSecond) : UNLOOKED;
    this.#progress = {
      streamed,
      startMs: world.nowMs(),
      sentMs: null,
      byteMs: null,
      contentMs: null,
      doing: 'text',
      pingMs: null,
      thinks: false,
      requestBytes: wire.body?.length ?? 0,
    };
  }

  /** Deadlines are looked at when the earliest of them may be due, not armed anew with every byte, nor where they are only put off. */
  arm(): void {
    const dueMs = Math.min(this.#due().atMs, this.#looks.dueMs());
    if (dueMs >= this.#armedMs) return;
    this.#timer?.();
    this.#armedMs = dueMs;
    this.#timer = this.#world.after(dueMs - this.#world.nowMs(), () => this.#look(dueMs));
  }

  /** The call is over: nothing is due any more. */
  end(): void {
    this.#over = true;
    this.#timer?.();
  }

  sent(): void {
    this.#progress.sentMs = this.#world.nowMs();
  }

  head(): void {
    this.#progress.byteMs = this.#world.nowMs();
    if (this.#watched.streamed) this.arm();
  }

  bytes(length: number): void {
    const nowMs = this.#world.nowMs();
    this.#silenceMs = nowMs - (this.#progress.byteMs ?? nowMs);
    this.#progress.byteMs = nowMs;
    this.#pieceBytes += length;
  }

  /** What a piece says about the silences that have to be borne. */
  heard({ doing, ping }: Reading): void {
    const progress = this.#progress;
    if (doing !== undefined && doing !== null && doing !== progress.doing) {
      progress.doing = doing;
      this.arm();
    }
    if (ping !== true || this.#silenceMs < PING_MS_MIN) return;
    this.#pings += 1;
    this.#longestPingMs = Math.max(this.#longestPingMs, this.#silenceMs);
    if (this.#pings > 1) progress.pingMs = this.#longestPingMs;
    if (this.#pings === 2) this.arm();
  }

  /** Looks at the words of the last piece. Returns a `runaway` fault when the model has lost its way. */
  runaway(): Fault | null {
    const bytes = this.#pieceBytes;
    this.#pieceBytes = 0;
    return this.#looks.heard(bytes, this.#progress.byteMs ?? this.#progress.startMs);
  }

  /** The last piece had content. */
  content(): void {
    const first = this.#progress.contentMs === null;
    this.#progress.contentMs = this.#progress.byteMs;
    if (first && this.#watched.streamed) this.arm();
  }

  isPaused(): boolean {
    return this.#pausedMs !== null;
  }

  /** The caller takes nothing more. */
  pause(): void {
    this.#pausedMs ??= this.#world.nowMs();
  }

  resume(): void {
    this.#startAnew();
    this.#pausedMs = null;
  }

  #due(): ReturnType<typeof nextDue> {
    return nextDue(this.#progress, this.#watched.limits, this.#expected);
  }

  #look(dueMs: number): void {
    const progress = this.#progress;
    this.#armedMs = Number.POSITIVE_INFINITY;
    if (this.#over) return;
    const nowMs = this.#world.nowMs();
    // A caller that does not read is no stall of the provider, and neither is a machine that has slept.
    if (this.#pausedMs !== null || nowMs - dueMs > SLEPT_MS) this.#startAnew();
    if (progress.contentMs === null && progress.sentMs !== null) progress.thinks ||= this.#watched.thinks();
    // What is usual is no reason to leave the only one who may still answer.
    if (nowMs >= this.#due().atMs && this.#watched.isAlone?.() === true) this.#expected = NOTHING_EXPECTED;
    const due = this.#due();
    if (nowMs >= due.atMs) return this.#on.late(faultOf(due));
    const drip = this.#looks.judged(nowMs);
    if (drip !== null && !this.#dripped) this.#on.drips(drip);
    this.#dripped ||= drip !== null;
    if (!this.#over) this.arm();
  }

  #startAnew(): void {
    const nowMs = this.#world.nowMs();
    const progress = this.#progress;
    if (this.#pausedMs !== null) {
      // The attempt gets back what its caller took; the request as a whole does not.
      progress.startMs += nowMs - this.#pausedMs;
      this.#pausedMs = nowMs;
    }
    if (progress.byteMs !== null) progress.byteMs = nowMs;
    if (progress.contentMs !== null) progress.contentMs = nowMs;
    this.#looks.restart(nowMs);
  }
}

function looksAt({ wire: { body }, reader }: Watched, tokensPerSecond: number | null): Scrutiny {
  return scrutiny({
    tokensPerSecond,
    json: () => body !== null && asksForJson(body),
    words: reader.said ?? (() => ''),
  });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
