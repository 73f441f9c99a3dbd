import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import type { Limits } from '../../model/route.ts';
import { redact, type Secret } from '../../model/secret.ts';
import { asksForJson } from '../../protocols/glance.ts';
import type { ProviderProtocol, Resumed } from '../../protocols/protocol.ts';
import { classifyBreak, type Phase } from '../../resilience/classify.ts';
import { type Expected, faultOf, nextDue, NOTHING_EXPECTED, type Progress } from '../../resilience/deadlines.ts';
import type { Cancel, WireHeaders, WireRequest, World } from '../../world/world.ts';
import type { Unwrap } from '../prepare/prepare.ts';
import { noContent, type Reader, type Reading } from '../readers/reader.ts';
import { type Scrutiny, scrutiny, UNLOOKED } from './scrutiny.ts';

/** One request to one provider. */
export type CallOptions = {
  readonly wire: WireRequest;
  /** Opens the exchange, with whatever has to be fetched or signed for it. */
  readonly open: World['open'];
  readonly unwrap: Unwrap | null;
  readonly provider: ProviderProtocol;
  readonly streamed: boolean;
  readonly reader: Reader;
  readonly limits: Limits;
  /** What answers of the target are usually like. Default: nothing is known. */
  readonly expected?: Expected;
  /** Is there nobody else who could answer? Looked up only when it is later than usual. Default: there is. */
  readonly isAlone?: () => boolean;
  /** Does the request ask the model to think? Looked up only when the time to the first content is up. */
  readonly thinks: () => boolean;
  /** What must not be repeated, even when the provider says it. */
  readonly secret: Secret | null;
};

/** What comes of a call. Exactly one of `ended` and `failed` comes last; after `abort` nothing does. */
export type CallEvents = {
  /** Called at the first thinking and at the first hard content. */
  readonly content: (weight: 'soft' | 'hard') => void;
  /** There is content, and the reader holds it back; at its first and maybe more often. */
  readonly held?: () => void;
  /** The answer drips, and cannot be taken back any more: evidence against the target, once. The call goes on. */
  readonly slow?: (fault: Fault) => void;
  readonly ended: () => void;
  readonly failed: (fault: Fault) => void;
};

export type ErrorAnswer = { readonly status: number; readonly headers: WireHeaders; readonly body: Uint8Array };

export type Call = {
  /** From now on what was held, and all that comes, goes to the caller. `write` returns false when the caller is slow. */
  readonly commit: (write: (bytes: Uint8Array) => boolean) => void;
  /** The caller can take more. */
  readonly resume: () => void;
  /** What the reader holds back goes to the caller. */
  readonly flush: () => void;
  readonly abort: () => void;
  /** The provider's head, null until it came. */
  readonly head: () => { readonly status: number; readonly headers: WireHeaders } | null;
  /** The provider's own words when it answered with an error. */
  readonly error: () => ErrorAnswer | null;
  readonly reader: Reader;
  /** Where another attempt goes on behind thoughts that were shown: what was taken back is no part of them. */
  readonly resumed: () => Resumed;
};

/** What is held before the first content, bytes: lifecycle events and pings are small. */
const HELD_BYTES_MAX = 1024 * 1024;
/** The largest error answer that is read, bytes. */
const ERROR_BYTES_MAX = 64 * 1024;
/** What ends a shorter silence than this is no ping that tells of a rhythm, ms. */
const PING_MS_MIN = 1_000;
/** A timer that wakes so much too late proves nothing: nobody here has read what came meanwhile, ms. */
const SLEPT_MS = 1_000;
/** After its terminal event a provider has this long to end the connection in good order, so that it can be used again. */
const LINGER_MS = 1_000;

/** Starts a call and watches over every phase of it. */
export function call(world: World, options: CallOptions, on: CallEvents): Call {
  const { wire, provider, streamed, reader, limits, unwrap, isAlone = () => false } = options;
  let { expected = NOTHING_EXPECTED } = options;
  const startMs = world.nowMs();
  const progress = {
    streamed,
    startMs,
    sentMs: null,
    byteMs: null,
    contentMs: null,
    doing: 'text',
    pingMs: null,
    thinks: false,
    requestBytes: wire.body?.length ?? 0,
  } as Mutable<Progress>;
  const looks = streamed ? looksAt(options, expected.tokensPerSecond) : UNLOOKED;
  const pings = { count: 0, longestMs: 0 };
  let phase: Phase = 'connecting';
  let head: { readonly status: number; readonly headers: WireHeaders } | null = null;
  let error: { readonly chunks: Uint8Array[]; length: number } | null = null;
  let answer: ErrorAnswer | null = null;
  let shown: 'none' | 'soft' | 'hard' = 'none';
  let write: ((bytes: Uint8Array) => boolean) | null = null;
  let held: Uint8Array[] = [];
  /** How an answer without content ends. */
  let last: readonly Uint8Array[] = [];
  let heldBytes = 0;
  /** Since when the caller takes nothing, monotonic ms; null while it does. */
  let pausedMs: number | null = null;
  let dripped = false;
  /** What has come since the last piece with content, that piece included. */
  let pieceBytes = 0;
  let silenceMs = 0;
  /** How far it was before the last piece; null unless only thoughts were shown. */
  let before: Resumed | null = null;
  let takenBack: Resumed | null = null;
  let over = false;
  let timer: Cancel | null = null;
  /** When it wakes, monotonic ms. */
  let armedMs = Number.POSITIVE_INFINITY;

  const finish = (fault: Fault | null): void => {
    if (over) return;
    over = true;
    timer?.();
    if (fault === null) on.ended();
    else on.failed(fault);
  };
  const fail = (fault: Fault): void => {
    exchange.abort();
    finish(cleaned(fault, options.secret));
  };

  /** Deadlines are looked at when the earliest of them may be due, not armed anew with every byte, nor where they are only put off. */
  const watchTime = (): void => {
    const dueMs = Math.min(nextDue(progress, limits, expected).atMs, looks.dueMs());
    if (dueMs >= armedMs) return;
    timer?.();
    armedMs = dueMs;
    timer = world.after(dueMs - world.nowMs(), () => lookAtTime(dueMs));
  };
  const lookAtTime = (dueMs: number): void => {
    armedMs = Number.POSITIVE_INFINITY;
    if (over) return;
    // A caller that does not read is no stall of the provider, and neither is a machine that has slept.
    if (pausedMs !== null || world.nowMs() - dueMs > SLEPT_MS) startAnew();
    if (progress.contentMs === null && progress.sentMs !== null) progress.thinks ||= options.thinks();
    // What is usual is no reason to leave the only one who may still answer.
    if (world.nowMs() >= nextDue(progress, limits, expected).atMs && isAlone()) expected = NOTHING_EXPECTED;
    const now = nextDue(progress, limits, expected);
    if (world.nowMs() >= now.atMs) return fail(faultOf(now));
    const drip = looks.judged(world.nowMs());
    if (drip !== null && (shown !== 'hard' || write === null)) return fail(drip);
    if (drip !== null && !dripped) on.slow?.(drip);
    dripped ||= drip !== null;
    watchTime();
  };
  const startAnew = (): void => {
    const nowMs = world.nowMs();
    if (pausedMs !== null) {
      // The attempt gets back what its caller took; the request as a whole does not.
      progress.startMs += nowMs - pausedMs;
      pausedMs = nowMs;
    }
    if (progress.byteMs !== null) progress.byteMs = nowMs;
    if (progress.contentMs !== null) progress.contentMs = nowMs;
    looks.restart(nowMs);
  };

  const put = (bytes: Uint8Array): void => {
    if (write === null) {
      held.push(bytes);
      heldBytes += bytes.length;
    } else if (!write(bytes) && pausedMs === null) {
      pausedMs = world.nowMs();
      exchange.pause();
    }
  };

  /** What belongs together is written together: somebody who reads slowly gets all of it or nothing. */
  const putAll = (pieces: readonly Uint8Array[]): void => {
    const [only] = pieces;
    if (only !== undefined) put(pieces.length === 1 ? only : Buffer.concat(pieces));
  };

  /** What a piece says about the silences that have to be borne. */
  const listen = ({ doing, ping }: Reading): void => {
    if (doing !== undefined && doing !== null && doing !== progress.doing) {
      progress.doing = doing;
      watchTime();
    }
    if (ping !== true || silenceMs < PING_MS_MIN) return;
    pings.count += 1;
    pings.longestMs = Math.max(pings.longestMs, silenceMs);
    if (pings.count > 1) progress.pingMs = pings.longestMs;
    if (pings.count === 2) watchTime();
  };

  const take = (reading: Reading): void => {
    const { fault, weight, out } = reading;
    if (streamed) listen(reading);
    last = reading.last ?? [];
    // Nothing of this piece was shown yet: what came before the fault in it can still be taken back.
    if (fault !== null && write === null) {
      if (last.length > 0) putAll(out);
      return fail(fault);
    }
    if ((weight !== 'none' || reading.held === true) && streamed) {
      const runaway = looks.heard(pieceBytes, progress.byteMs ?? startMs);
      pieceBytes = 0;
      // What was held or is only a thought is taken back; behind words, this is the honest end.
      if (runaway !== null) {
        takenBack = before;
        return fail(runaway);
      }
    }
    putAll(out);
    if (weight !== 'none' || reading.held === true) {
      const first = progress.contentMs === null;
      progress.contentMs = progress.byteMs;
      if (first && streamed) watchTime();
      if (reading.held === true) on.held?.();
    }
    if (weight !== 'none') {
      // Behind thoughts that were shown, the words before a fault were shown, too.
      if (shown !== 'hard' && shown !== weight && streamed) {
        shown = weight;
        on.content(weight);
        if (over) return;
      } else shown = shown === 'hard' ? shown : weight;
    }
    if (fault !== null) return fail(fault);
    if (heldBytes > HELD_BYTES_MAX && streamed && write === null && !reading.end) {
      return fail(new Fault('garbled', 'The stream goes on without any content'));
    }
    if (!reading.end) return;
    finish(shown === 'hard' ? null : noContent());
    linger();
  };

  const linger = (): void => {
    if (phase !== 'reading' || ended) return;
    timer = world.after(LINGER_MS, () => exchange.abort());
  };

  let ended = false;
  /** Bytes of the stream as the dialect has them. */
  const feed = (chunk: Uint8Array | null): void => {
    let plain: Uint8Array | null = chunk;
    try {
      if (unwrap !== null) plain = unwrap(chunk);
    } catch (thrown) {
      return fail(Fault.from(thrown));
    }
    if (shown === 'soft') before = reader.resumed();
    if (plain !== null && plain.length > 0) take(reader.feed(plain));
    if (chunk === null && !over) take(reader.close());
  };

  const exchange = options.open(wire, {
    sent: () => {
      progress.sentMs = world.nowMs();
      phase = 'waiting';
    },
    head: (status, headers) => {
      if (over) return;
      phase = 'reading';
      head = { status, headers };
      progress.byteMs = world.nowMs();
      if (streamed) watchTime();
      const strange = trouble(status, headers, streamed);
      if (strange === 'error') error = { chunks: [], length: 0 };
      else if (strange !== null) fail(strange);
    },
    bytes: (chunk) => {
      if (over) return;
      const nowMs = world.nowMs();
      silenceMs = nowMs - (progress.byteMs ?? nowMs);
      progress.byteMs = nowMs;
      pieceBytes += chunk.length;
      if (error === null) return feed(chunk);
      error.length += chunk.length;
      if (error.length <= ERROR_BYTES_MAX) error.chunks.push(chunk);
      else exchange.abort();
      if (error.length > ERROR_BYTES_MAX) judge();
    },
    end: () => {
      ended = true;
      if (over) return timer?.();
      if (error === null) feed(null);
      else judge();
    },
    broke: (code) => {
      ended = true;
      if (over) return timer?.();
      if (error !== null) judge();
      else finish(cleaned(classifyBreak(code, phase), options.secret));
    },
  });
  watchTime();

  const judge = (): void => {
    if (head === null || error === null) return;
    const body = Buffer.concat(error.chunks);
    answer = { ...head, body };
    const fault = provider.parseError(head.status, head.headers, jsonOf(body));
    // A 200 whose body is an error: whatever the words say, it must not pass for an answer.
    finish(cleaned(fault, options.secret));
  };

  return {
    commit: (to) => {
      write = to;
      const first = [...held, ...last];
      held = [];
      last = [];
      putAll(first);
    },
    resume: () => {
      if (pausedMs === null) return;
      startAnew();
      pausedMs = null;
      exchange.resume();
    },
    flush: () => {
      if (!over && reader.flush !== undefined) take(reader.flush());
    },
    abort: () => {
      if (over) return;
      over = true;
      timer?.();
      exchange.abort();
    },
    head: () => head,
    error: () => answer,
    reader,
    resumed: () => takenBack ?? reader.resumed(),
  };
}

function looksAt({ wire: { body }, reader }: CallOptions, tokensPerSecond: number | null): Scrutiny {
  return scrutiny({
    tokensPerSecond,
    json: () => body !== null && asksForJson(body),
    words: reader.said ?? (() => ''),
  });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a head says before any byte of the body: an error answer to be read, a fault, or null for nothing strange. */
function trouble(status: number, headers: WireHeaders, streamed: boolean): 'error' | Fault | null {
  if (status < 200 || status > 299) return 'error';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    return new Fault('garbled', 'The answer is compressed, which was not asked for', { upstreamStatus: status });
  const type = headers['content-type'] ?? '';
  if (type.includes('text/html')) {
    return new Fault('garbled', 'A web page came instead of an answer', { upstreamStatus: status });
  }
  // Some servers put an error into a 200 with JSON where a stream was asked for.
  if (streamed && type.includes('application/json')) return 'error';
  return null;
}

function jsonOf(bytes: Uint8Array): Json {
  try {
    const body: Json = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return body;
  } catch {
    return null;
  }
}

/** The same fault with words that may be shown and recorded: providers like to repeat a key that they refuse. */
function cleaned(fault: Fault, secret: Secret | null): Fault {
  const message = secret === null ? fault.message : redact(fault.message, [secret]);
  if (message === fault.message) return fault;
  return new Fault(fault.kind, message, {
    limit: fault.limit,
    ...(fault.retryAfterMs !== null && { retryAfterMs: fault.retryAfterMs }),
    ...(fault.upstreamStatus !== null && { upstreamStatus: fault.upstreamStatus }),
  });
}
