import { setTimeout as wait } from 'node:timers/promises';
import { ask, type AnswerStream, type Trace, Unanswered } from '../../ask.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { ask as conversationOf, type Conversation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, type Json, textAt } from '../../model/json.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { matches } from '../../model/route.ts';
import { splitFrames } from '../../protocols/frame.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Protocol, ProtocolId } from '../../protocols/protocol.ts';
import { FAMILIES } from '../../providers/models.ts';
import { open, tell, textOf } from './client.ts';

export type Asking = { readonly model: string; readonly text: string };

/** An answer as it comes. `trace` is there when the events are over; null when the gateway does not tell. */
export type Answering = {
  readonly events: AsyncIterable<ReplyEvent>;
  readonly trace: Promise<Pick<Trace, 'mode' | 'servedBy' | 'attempts' | 'request' | 'lost'> | null>;
};

/** Asks a gateway in this process. Rejects with `Unanswered`. */
export async function askHere(gateway: Gateway, { model, text }: Asking): Promise<Answering> {
  const answer = await ask(gateway, { model, conversation: conversationOf(text), stream: true });
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- A streamed Conversation is answered by ReplyEvents.
  return answer as AnswerStream<ReplyEvent>;
}

/** Asks a gateway that runs elsewhere, in the dialect of the model's own vendor. Rejects with `Unanswered`. */
export async function askThere(url: string, { model, text }: Asking, key: string | null): Promise<Answering> {
  const protocol = matches(FAMILIES['anthropic'] ?? [], model) ? 'anthropic' : 'openai-chat';
  return askIn(url, { protocol, model, conversation: conversationOf(text), key });
}

/** A question in a dialect. */
export type AskingIn = {
  readonly protocol: ProtocolId;
  readonly model: string;
  readonly conversation: Conversation;
  readonly key: string | null;
};

/** What stands before the path of a question; what is not named here has `/v1`. */
const BASES: Partial<Record<ProtocolId, string>> = { gemini: '/v1beta', ollama: '' };

/** Asks a gateway as a client of that dialect would. Rejects with `Unanswered`. */
export async function askIn(url: string, { protocol: id, model, conversation, key }: AskingIn): Promise<Answering> {
  const protocol = PROTOCOLS[id];
  const { body } = protocol.renderRequest(conversation, { model, stream: true, maxOutputTokens: null, quirks: {} });
  const message = await open(url, {
    method: 'POST',
    path: `${BASES[id] ?? '/v1'}${protocol.askPath(model, true)}`,
    headers: { ...protocol.defaultHeaders, ...(key !== null && { 'x-failsoft-key': key }) },
    body,
  });
  const request = String(message.headers['x-failsoft-request'] ?? '');
  const status = message.statusCode ?? 0;
  if (status !== 200) {
    const said = parse(await textOf(message));
    const fault = protocol.parseError(status, {}, said);
    throw new Unanswered(fault, (await traceOf(url, request)) ?? NO_TRACE);
  }
  const { promise: over, resolve: ended } = Promise.withResolvers<void>();
  return {
    events: eventsOf(message, protocol, ended),
    trace: over.then(async () => traceOf(url, request)),
  };
}

const NO_TRACE: Trace = { request: '', mode: null, servedBy: '', lost: [], attempts: [] };

async function* eventsOf(
  chunks: AsyncIterable<Uint8Array>,
  protocol: Protocol,
  ended: () => void,
): AsyncGenerator<ReplyEvent> {
  const splitter = splitFrames(protocol.framing);
  const read = protocol.parseStream();
  try {
    for await (const chunk of chunks) {
      for (const frame of splitter.feed(chunk)) if (frame.data !== '') yield* read(frame);
    }
    yield* read(null);
  } catch (error) {
    yield {
      type: 'fault',
      fault: error instanceof Fault ? error : new Fault('cut', 'The gateway broke off', { cause: error }),
    };
  } finally {
    ended();
  }
}

/** The journal is written when the request has ended, so it may take a moment. */
async function traceOf(url: string, id: string): Promise<Trace | null> {
  if (id === '') return null;
  for (let tries = 0; tries < 10; tries += 1) {
    const { body } = await tell(url, { path: `/admin/requests?id=${encodeURIComponent(id)}` });
    const requests = at(body, 'requests');
    const [entry] = isArray(requests) ? requests.filter(isEntry) : [];
    if (entry !== undefined) {
      const { mode, servedBy, lost, attempts } = entry;
      return { request: id, mode, servedBy, lost: [...new Set(lost.map(({ what }) => what))], attempts };
    }
    await wait(50);
  }
  return null;
}

function isEntry(entry: Json): entry is Json & RequestEntry {
  return isObject(entry) && textAt(entry, 'id') !== '' && Array.isArray(entry['attempts']);
}

function parse(text: string): Json {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return null;
  }
}
