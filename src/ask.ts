import type { Asked, Running, Sink } from './engine/asked.ts';
import { answer } from './engine/kept-answers/cached.ts';
import { newId } from './engine/engine.ts';
import type { Gateway } from './gateway/gateway.ts';
import { routeFor } from './gateway/handle.ts';
import type { Conversation } from './model/conversation.ts';
import { Fault } from './model/fault.ts';
import { at, type Json, type JsonObject, textAt } from './model/json.ts';
import type { AttemptEntry, RequestEntry } from './model/journal.ts';
import type { Reply, ReplyEvent } from './model/reply.ts';
import type { Mode } from './model/route.ts';
import { parseData, splitFrames } from './protocols/frame.ts';
import { PROTOCOLS } from './protocols/index.ts';
import { plain, readPlainEvent, readPlainReply } from './protocols/plain.ts';
import type { Frame, Framing, ProtocolId } from './protocols/protocol.ts';
import { scan } from './protocols/scan.ts';

type Options = {
  /** True: the answer is handed on as it comes. */
  readonly stream?: boolean;
  /** A name of the work that this request is part of, for the journal. */
  readonly workflow?: string;
  /** False: only the first rung of the ladder may answer. */
  readonly standby?: boolean;
  /** Ends the request when it fires; the provider's connection is closed at once. */
  readonly signal?: AbortSignal;
};

/** A question in nobody's dialect. */
export type ConversationRequest = Options & { readonly model: string; readonly conversation: Conversation };

/** A question in a provider's dialect: the body as that provider's own API takes it. */
export type WireRequest = Options & {
  readonly protocol: ProtocolId;
  /** The model, where the dialect names it in the address and not in the body (`gemini`). Elsewhere the body's counts. */
  readonly model?: string;
  readonly body: JsonObject;
  /** Headers of the dialect, such as `anthropic-beta`. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
};

export type Request = ConversationRequest | WireRequest;

/** Who answered, how, and what was tried before. */
export type Trace = {
  /** The id under which the journal has it. */
  readonly request: string;
  readonly mode: Mode | null;
  /** `provider/model`; empty when nobody answered. */
  readonly servedBy: string;
  /** What could not be said in the dialect of who answered. */
  readonly lost: readonly string[];
  readonly attempts: readonly AttemptEntry[];
};

export type Answer = { readonly reply: Reply; readonly trace: Trace };
export type WireAnswer = { readonly body: Json; readonly trace: Trace };

/**
 * An answer on its way. An answer that breaks ends with a fault (`fault` event, or the dialect's error event), never as if
 * it were complete. `trace` is there when the events are over.
 */
export type AnswerStream<Event> = { readonly events: AsyncIterable<Event>; readonly trace: Promise<Trace> };

/** What `ask` gives for a request of a kind. */
export type AnswerTo<R extends Request> = R extends { readonly stream: true }
  ? AnswerStream<R extends WireRequest ? Frame : ReplyEvent>
  : R extends WireRequest
    ? WireAnswer
    : Answer;

/** Nobody could answer. Says why, as every Fault does, and what was tried. */
export class Unanswered extends Fault {
  readonly trace: Trace;

  constructor(fault: Fault, trace: Trace) {
    super(fault.kind, fault.message, fault.retryAfterMs === null ? {} : { retryAfterMs: fault.retryAfterMs });
    this.trace = trace;
  }
}

/** Bytes that wait for a slow reader before the provider is held back. */
const WAITING_BYTES_MAX = 1024 * 1024;

/** Asks through a gateway's own engine, without a server. Rejects with `Unanswered` when no answer began. */
export async function ask(
  gateway: Gateway,
  request: Request,
): Promise<Answer | WireAnswer | AnswerStream<Frame | ReplyEvent>> {
  const { engine } = gateway.live();
  const asked = toAsked(gateway, request);
  const pipe = openPipe();
  const { promise: trace, resolve: ended } = Promise.withResolvers<Trace>();
  let entry: RequestEntry | null = null;
  const record = (one: RequestEntry): void => {
    entry = one;
    engine.journal.record(one);
    ended(traceOf(one));
  };
  request.signal?.throwIfAborted();
  const running = answer(asked, pipe.sink, { ...engine, journal: { record } });
  pipe.run(running);
  const leave = (): void => {
    running.gone();
    pipe.cut(new Fault('cancelled', 'The request was cancelled'));
  };
  request.signal?.addEventListener('abort', leave, { once: true });
  void trace.then(() => request.signal?.removeEventListener('abort', leave));

  const status = await pipe.head;
  if (status !== 200) {
    const body = parse(await pipe.whole());
    const kind = fallible(entry)?.fault ?? 'bug';
    const retryAfterMs = at(body, 'error', 'retryAfterMs');
    const details = typeof retryAfterMs === 'number' ? { retryAfterMs } : {};
    throw new Unanswered(new Fault(kind, textAt(body, 'error', 'message'), details), await trace);
  }
  if (request.stream === true) {
    const read = (frame: Frame): Frame | ReplyEvent =>
      'protocol' in request ? frame : readPlainEvent(parseData(frame));
    return { events: eventsOf(pipe, running, asked.caller.framing, read), trace };
  }
  const body = parse(await pipe.whole());
  return 'protocol' in request ? { body, trace: await trace } : { reply: readPlainReply(body), trace: await trace };
}

/** What a closure has assigned, which the compiler does not see. */
function fallible(entry: RequestEntry | null): RequestEntry | null {
  return entry;
}

function toAsked(gateway: Gateway, request: Request): Asked {
  const live = gateway.live();
  const streamed = request.stream === true;
  const wire = 'protocol' in request;
  const caller = wire ? PROTOCOLS[request.protocol] : plain;
  const inPath = wire && caller.paths.length === 0;
  const json = wire
    ? { ...request.body, ...(!inPath && { stream: streamed }) }
    : { model: request.model, stream: streamed, conversation: request.conversation };
  const body = Buffer.from(JSON.stringify(json));
  const found = inPath ? { model: request.model ?? '', stream: streamed, modelAt: null } : scan(body);
  if (found === null || found.model === '') throw new Fault('bad-request', 'The request names no model');
  return {
    id: newId(live.engine.world),
    caller,
    embedding: null,
    body,
    scan: found,
    headers: wire ? (request.headers ?? {}) : {},
    query: '',
    credential: null,
    route: routeFor(live, null, { model: found.model, workflow: request.workflow ?? '' }),
    standby: request.standby !== false,
    client: '',
    workflow: request.workflow ?? '',
  };
}

function traceOf({ id, mode, servedBy, lost, attempts }: RequestEntry): Trace {
  return { request: id, mode, servedBy, lost: [...new Set(lost.map(({ what }) => what))], attempts };
}

function parse(bytes: Uint8Array): Json {
  const json: Json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return json;
}

/** The caller's side when the caller is in this process. */
type Pipe = {
  readonly sink: Sink;
  readonly run: (running: Running) => void;
  readonly head: Promise<number>;
  /** The next bytes, null at the end. */
  readonly next: () => Promise<Uint8Array | null>;
  readonly whole: () => Promise<Uint8Array>;
  readonly cut: (fault: Fault) => void;
};

function openPipe(): Pipe {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let over = false;
  let fault: Fault | null = null;
  let running: Running | null = null;
  let wake: (() => void) | null = null;
  const { promise: head, resolve: began, reject: failed } = Promise.withResolvers<number>();
  head.catch(() => {});

  const put = (chunk: Uint8Array): void => {
    waiting.push(chunk);
    bytes += chunk.length;
    wake?.();
  };
  const finish = (): void => {
    over = true;
    wake?.();
  };
  const next = async (): Promise<Uint8Array | null> => {
    // eslint-disable-next-line eslint/no-unmodified-loop-condition -- The sink modifies it meanwhile.
    while (waiting.length === 0 && !over) await new Promise<void>((resolve) => (wake = resolve));
    if (fault !== null) throw fault;
    if (waiting.length === 0) return null;
    const all = Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
    running?.drained();
    return all;
  };
  return {
    sink: {
      head: (status) => began(status),
      write: (chunk) => {
        put(chunk);
        return bytes < WAITING_BYTES_MAX;
      },
      end: (chunk) => {
        if (chunk !== undefined) put(chunk);
        finish();
      },
      destroy: finish,
    },
    run: (one) => (running = one),
    head,
    next,
    whole: async () => {
      const chunks: Uint8Array[] = [];
      for (let chunk = await next(); chunk !== null; chunk = await next()) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    cut: (why) => {
      fault = why;
      failed(why);
      finish();
    },
  };
}

async function* eventsOf<Event>(
  pipe: Pipe,
  running: Running,
  framing: Framing,
  read: (frame: Frame) => Event,
): AsyncGenerator<Event> {
  const splitter = splitFrames(framing);
  try {
    for (let chunk = await pipe.next(); chunk !== null; chunk = await pipe.next()) {
      for (const frame of splitter.feed(chunk)) if (frame.data !== '') yield read(frame);
    }
  } finally {
    // A reader that stops early has left; after the end this does nothing.
    running.gone();
  }
}
