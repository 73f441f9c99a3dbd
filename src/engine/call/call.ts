import { Fault } from '../../model/fault.ts';
import type { Secret } from '../../model/secret.ts';
import type { ProviderProtocol, Resumed } from '../../protocols/protocol.ts';
import { classifyBreak, type Phase } from '../../resilience/classify.ts';
import type { Cancel, WireHeaders, World } from '../../world/world.ts';
import type { Unwrap } from '../prepare/prepare.ts';
import { noContent, type Reader, type Reading } from '../readers/reader.ts';
import { cleaned, type ErrorAnswer, jsonOf, trouble } from './error-answer.ts';
import { TimeWatch, type Watched } from './time-watch.ts';

/** One request to one provider. */
export type CallOptions = Watched & {
  /** Opens the exchange, with whatever has to be fetched or signed for it. */
  readonly open: World['open'];
  readonly unwrap: Unwrap | null;
  readonly provider: ProviderProtocol;
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
/** After its terminal event a provider has this long to end the connection in good order, so that it can be used again. */
const LINGER_MS = 1_000;

/** Starts a call and watches over every phase of it. */
export function call(world: World, options: CallOptions, on: CallEvents): Call {
  const { wire, provider, streamed, reader, unwrap } = options;
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
  /** How far it was before the last piece; null unless only thoughts were shown. */
  let before: Resumed | null = null;
  let takenBack: Resumed | null = null;
  let over = false;
  let ended = false;
  let lingering: Cancel | null = null;

  const finish = (fault: Fault | null): void => {
    if (over) return;
    over = true;
    time.end();
    if (fault === null) on.ended();
    else on.failed(fault);
  };
  const fail = (fault: Fault): void => {
    exchange.abort();
    finish(cleaned(fault, options.secret));
  };
  /** Nothing more comes, and this is why. An answer that has said how it ends is whole all the same. */
  const breakOff = (fault: Fault): void => {
    if (phase !== 'reading' || !streamed || error !== null) return fail(fault);
    const reading = reader.close();
    take(reading.end && reading.fault === null ? reading : { ...reading, fault, last: [] });
  };
  const time = new TimeWatch(world, options, {
    late: breakOff,
    drips: (fault) => {
      if (shown === 'hard' && write !== null) on.slow?.(fault);
      else fail(fault);
    },
  });

  const put = (bytes: Uint8Array): void => {
    if (write === null) {
      held.push(bytes);
      heldBytes += bytes.length;
    } else if (!write(bytes) && !time.isPaused()) {
      time.pause();
      exchange.pause();
    }
  };

  /** What belongs together is written together: somebody who reads slowly gets all of it or nothing. */
  const putAll = (pieces: readonly Uint8Array[]): void => {
    const [only] = pieces;
    if (only !== undefined) put(pieces.length === 1 ? only : Buffer.concat(pieces));
  };

  const take = (reading: Reading): void => {
    const { fault, weight, out } = reading;
    if (streamed) time.heard(reading);
    last = reading.last ?? [];
    // Nothing of this piece was shown yet: what came before the fault in it can still be taken back.
    if (fault !== null && write === null) {
      if (last.length > 0) putAll(out);
      return fail(fault);
    }
    if ((weight !== 'none' || reading.held === true) && streamed) {
      const runaway = time.runaway();
      // What was held or is only a thought is taken back; behind words, this is the honest end.
      if (runaway !== null) {
        takenBack = before;
        return fail(runaway);
      }
    }
    putAll(out);
    if (weight !== 'none' || reading.held === true) {
      time.content();
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
    lingering = world.after(LINGER_MS, () => exchange.abort());
  };

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
      time.sent();
      phase = 'waiting';
    },
    head: (status, headers) => {
      if (over) return;
      phase = 'reading';
      head = { status, headers };
      time.head();
      const strange = trouble(status, headers, streamed);
      if (strange === 'error') error = { chunks: [], length: 0 };
      else if (strange !== null) fail(strange);
    },
    bytes: (chunk) => {
      if (over) return;
      time.bytes(chunk.length);
      if (error === null) return feed(chunk);
      error.length += chunk.length;
      if (error.length <= ERROR_BYTES_MAX) error.chunks.push(chunk);
      else exchange.abort();
      if (error.length > ERROR_BYTES_MAX) judge();
    },
    end: () => {
      ended = true;
      if (over) return lingering?.();
      if (error === null) feed(null);
      else judge();
    },
    broke: (code) => {
      ended = true;
      if (over) return lingering?.();
      if (error !== null) judge();
      else breakOff(classifyBreak(code, phase));
    },
  });
  time.arm();

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
      if (!time.isPaused()) return;
      time.resume();
      exchange.resume();
    },
    flush: () => {
      if (!over && reader.flush !== undefined) take(reader.flush());
    },
    abort: () => {
      if (over) return;
      over = true;
      time.end();
      exchange.abort();
    },
    head: () => head,
    error: () => answer,
    reader,
    resumed: () => takenBack ?? reader.resumed(),
  };
}
