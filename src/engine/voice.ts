import { Fault } from '../model/fault.ts';
import type { AttemptEntry, Match, RequestEntry } from '../model/journal.ts';
import { textAt } from '../model/json.ts';
import type { Mode } from '../model/route.ts';
import { renderComment } from '../protocols/frame.ts';
import type { Parsed, Resumed } from '../protocols/protocol.ts';
import { QUIET_MS } from '../resilience/plan.ts';
import {
  faultAnswer,
  headersOf,
  isForCaller,
  JSON_TYPE,
  noticeReply,
  relayedError,
  relayedHead,
  retryHeaders,
  spoken,
  STREAM_TYPE,
} from './answer.ts';
import type { Asked, Sink } from './asked.ts';
import type { Attempt } from './attempt.ts';
import type { BelowAnswer } from './below/below.ts';
import type { Engine } from './engine.ts';
import { isKept, keepAnswer, OURS } from './memory/keep-reply.ts';
import { journalEntry } from './record.ts';
import type { Continued } from './splice/continued.ts';
import { brokenEnd, isComment, restartNote, servedBy } from './splice/splice.ts';

/** All that the caller gets to hear. Each of the last six ends the request, and the journal remembers how. */
export type Voice = {
  /** The head of a stream, once. Null: nobody has answered yet. */
  readonly open: (by: Attempt | null) => void;
  readonly ping: () => void;
  readonly write: (bytes: Uint8Array) => boolean;
  /** What was written until now counts no more: this one answers from the beginning. Only for callers that know of that. */
  readonly restart: (by: Attempt) => void;
  readonly answer: (by: Attempt) => void;
  /** `after`: where the caller's stream has to go on when thinking was shown. */
  readonly below: (answer: BelowAnswer, after: Resumed | null) => void;
  readonly notice: (text: string, after: Resumed | null) => void;
  /** Nothing was shown yet. `by`: whose fault it is, when its own words may be passed on. */
  readonly fault: (fault: Fault, by: Attempt | null) => void;
  /** A part was shown that cannot be taken back. */
  readonly broken: (fault: Fault, by: Attempt | null) => void;
  readonly left: (by: Attempt | null) => void;
};

export type VoiceOptions = {
  /** It grows while the request goes on. */
  readonly tried: readonly AttemptEntry[];
  readonly conversation: () => Parsed;
  /** What is known of the answer while somebody else may have to go on with it. */
  readonly answer: Continued;
  /** The last that the caller has got of an answer from elsewhere; absent where it has got none. */
  readonly heard?: Uint8Array | null;
};

export function voice(asked: Asked, sink: Sink, engine: Engine, options: VoiceOptions): Voice {
  const { tried, conversation, answer, heard = null } = options;
  const { world, setup, journal } = engine;
  const startMs = world.nowMs();
  const { stream } = asked.scan;
  let headSent = false;
  let openedBy: Attempt | null = null;
  let firstContentMs: number | null = null;
  let last: Uint8Array | null = heard;
  let heardMs = -Infinity;
  const kept = isKept(asked);
  const recording = setup.bodies || kept;
  const recorded: Uint8Array[] = [];
  let recordedBytes = 0;
  /** No more than a whole answer may have: a stream may go on for minutes, and nobody else holds on to what was written. */
  const remember = (bytes: Uint8Array): void => {
    if (!recording || recordedBytes > setup.answerBytes) return;
    recordedBytes += bytes.length;
    recorded.push(bytes);
  };

  const headers = (by: Attempt | null, mode: Mode | null = by?.mode ?? null, target = ''): Record<string, string> =>
    headersOf(asked, {
      mode,
      servedBy: by?.target ?? target,
      attempts: tried.length + (by !== null && stream ? 1 : 0),
      losses: by?.prepared.losses ?? [],
      tookMs: world.nowMs() - startMs,
      upstream: by?.prepared.provider.id === asked.caller.id ? (by.call.head()?.headers ?? {}) : {},
    });

  const record = (
    outcome: RequestEntry['outcome'],
    status: number,
    by: Attempt | null,
    ended: {
      readonly fault?: Fault;
      readonly mode?: Mode;
      readonly match?: Match | undefined;
      readonly servedBy?: string;
    } = {},
  ): void => {
    const tookMs = world.nowMs() - startMs;
    journal.record(
      journalEntry(asked, {
        outcome,
        status,
        mode: ended.mode ?? by?.mode ?? null,
        match: ended.match,
        servedBy: ended.servedBy ?? by?.target ?? '',
        fault: ended.fault ?? null,
        refused: by?.call.reader.hasRefused?.() ?? false,
        usage: by?.call.reader.usage() ?? null,
        losses: by?.prepared.losses ?? [],
        attempts: tried,
        atMs: world.wallMs() - tookMs,
        tookMs,
        firstContentMs,
        answer: setup.bodies ? Buffer.concat(recorded).toString('utf8') : null,
      }),
    );
  };

  const write = (bytes: Uint8Array): boolean => {
    heardMs = world.nowMs();
    firstContentMs ??= heardMs - startMs;
    if (!isComment(bytes)) last = bytes;
    remember(bytes);
    answer.add(bytes);
    return sink.write(bytes);
  };

  const whole = (status: number, head: Readonly<Record<string, string>>, body: Uint8Array): void => {
    remember(body);
    sink.head(status, { ...head, 'content-length': String(body.length) });
    sink.end(body);
  };

  /** An answer that no model gives. `told`: what its head says, for one whose head was sent before that was known. */
  const say = (body: Uint8Array, head: Readonly<Record<string, string>>, told: string): void => {
    if (!headSent)
      return whole(200, { 'content-type': stream ? STREAM_TYPE[asked.caller.framing] : JSON_TYPE, ...head }, body);
    write(body);
    const comment = told === '' ? '' : renderComment(told, asked.caller.framing);
    sink.end(comment === '' ? undefined : Buffer.from(comment));
  };

  const cutOff = (fault: Fault, by: Attempt | null, length: number | null = null): void => {
    const id = textAt((by ?? openedBy)?.call.reader.resumed().told, 'id');
    sink.write(brokenEnd(asked.caller, fault, { model: asked.scan.model, last, id, length }));
    sink.destroy();
  };

  const fail = (fault: Fault, by: Attempt | null): void => {
    const isNotice = fault.kind === 'away';
    const ended = { fault, ...(isNotice && { mode: 'notice' as const }) };
    if (headSent) {
      cutOff(fault, by);
      return record('failed', 200, null, ended);
    }
    const own = by?.prepared.provider.id === asked.caller.id ? by.call.error() : null;
    if (by !== null && own !== null && isForCaller(fault, by.ownKey)) {
      whole(
        own.status,
        {
          ...relayedHead({ 'content-type': own.headers['content-type'] ?? JSON_TYPE, ...headers(by, null) }, by.secret),
          ...retryHeaders(fault),
        },
        relayedError(own, by.secret),
      );
      return record('failed', own.status, null, { fault });
    }
    // A sentence of the operator stays as it is.
    const told = faultAnswer(asked, isNotice ? fault : explained(fault, tried));
    whole(told.status, { ...headers(null, isNotice ? 'notice' : null), ...told.headers }, told.body);
    record('failed', told.status, null, ended);
  };

  return {
    open: (by) => {
      if (headSent) return;
      headSent = true;
      openedBy = by;
      sink.head(200, {
        'content-type': STREAM_TYPE[asked.caller.framing],
        'cache-control': 'no-cache',
        ...headers(by),
      });
    },
    ping: () => {
      if (world.nowMs() - heardMs >= QUIET_MS) sink.write(Buffer.from(asked.caller.ping(asked.scan.model)));
    },
    write,
    restart: (by) => {
      const note = restartNote({ from: 0, servedBy: by.target }, asked.caller.framing);
      answer.restarted();
      remember(note);
      sink.write(note);
    },
    answer: (by) => {
      // A head that was sent before it was known who would answer is put right at the end, where every client skips it.
      if (stream) {
        const told = openedBy === by ? '' : servedBy(by.mode, by.target, answer.shares());
        const comment = told === '' ? '' : renderComment(told, asked.caller.framing);
        sink.end(comment === '' ? undefined : Buffer.from(comment));
      } else {
        let said = false;
        by.call.commit((body) => {
          said = true;
          whole(200, { 'content-type': JSON_TYPE, ...headers(by) }, body);
          return true;
        });
        // No byte came: not even an empty answer in the caller's dialect.
        if (!said) return fail(new Fault('empty', 'The answer is empty'), by);
      }
      if (kept) keepAnswer({ asked, conversation, by, bytes: Buffer.concat(recorded) }, engine.replies);
      record('answered', 200, by);
    },
    below: ({ mode, match, reply, servedBy: target, headers: head, note }, after) => {
      const calls = reply.parts.some(({ type }) => type === 'tool-call');
      const tools = calls ? conversation().conversation.tools : [];
      say(
        spoken(asked, reply, { after, tools, note }),
        { ...headers(null, mode, target), ...head },
        servedBy(mode, target, []),
      );
      if (kept) keepAnswer({ asked, conversation, by: OURS, bytes: Buffer.concat(recorded) }, engine.replies);
      record('answered', 200, null, { mode, match, servedBy: target });
    },
    notice: (text, after) => {
      say(
        spoken(asked, noticeReply(text), { after, tools: [] }),
        { 'cache-control': 'no-store', ...headers(null, 'notice') },
        '',
      );
      record('answered', 200, null, { mode: 'notice' });
    },
    fault: fail,
    broken: (fault, by) => {
      cutOff(fault, by, answer.length());
      record('broken', 200, by, { fault });
    },
    left: (by) => record('left', 499, by),
  };
}

/** The fault that is told, and in brief what else was tried, so that nobody has to look for it in a log. */
function explained(fault: Fault, tried: readonly AttemptEntry[]): Fault {
  if (tried.length < 2) return fault;
  const brief = tried.map(({ target, fault: kind }) => `${target}: ${kind ?? 'answered'}`).join('; ');
  return new Fault(fault.kind, `${fault.message} (tried ${brief})`, {
    limit: fault.limit,
    isPassing: fault.isPassing,
    ...(fault.retryAfterMs !== null && { retryAfterMs: fault.retryAfterMs }),
  });
}
