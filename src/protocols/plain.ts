import type { Conversation } from '../model/conversation.ts';
import { Fault, FAULTS, type FaultKind } from '../model/fault.ts';
import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../model/json.ts';
import type { Reply, ReplyEvent } from '../model/reply.ts';
import { parseData } from './frame.ts';
import type { CallerProtocol, Parsed, Shown } from './protocol.ts';
import { eventsIn } from './shown.ts';

/**
 * How callers in the same process are served: they speak in Conversations and hear Replies. They go the way of everybody
 * else, and nothing is lost on it.
 */
export const plain: CallerProtocol = {
  id: 'conversation',
  parseRequest,
  renderResponse: (reply) => toJson(reply),
  renderStream: ({ after }) => {
    const offset = after?.nextPart ?? 0;
    return (event) => {
      if (event === null || (event.type === 'start' && after !== null)) return [];
      const placed = 'part' in event && offset > 0 ? { ...event, part: offset + event.part } : event;
      return [{ event: '', data: JSON.stringify(toJson(placed)) }];
    };
  },
  framing: 'sse',
  paths: [],
  streamsUnlessTold: false,
  ping: () => ': ping\n\n',
  shown,
  renderError: (fault) => ({ error: faultToJson(fault) }),
  statusOf: (fault) => fault.rule.status,
  responseHeaders: [],
};

function shown(bytes: Uint8Array): Shown {
  let text = '';
  let nextPart = 0;
  let isText = false;
  for (const frame of eventsIn(bytes, 'sse')) {
    const event = readPlainEvent(parseData(frame));
    if (['tool-call', 'refusal', 'end', 'fault'].includes(event.type)) return { text, resumed: null };
    if (event.type === 'text') text += event.text;
    if (!('part' in event)) continue;
    nextPart = event.part + 1;
    isText = event.type === 'text' || event.type === 'citation';
  }
  const openPart = nextPart - 1;
  return { text, resumed: isText ? { nextPart: openPart, openPart, openText: true } : { nextPart, openPart } };
}

function parseRequest(body: Json): Parsed {
  const conversation = at(body, 'conversation');
  if (!isObject(conversation) || !isArray(conversation['messages'])) {
    throw new Fault('bad-request', 'conversation.messages: a list was expected');
  }
  return {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- It was a Conversation before it was printed.
    conversation: conversation as unknown as Conversation,
    model: textAt(body, 'model'),
    stream: at(body, 'stream') === true,
    usage: true,
  };
}

/** Replies and events hold nothing but JSON, their faults aside. */
function toJson(value: Reply | ReplyEvent): JsonObject {
  return 'type' in value && value.type === 'fault' ? { ...value, fault: faultToJson(value.fault) } : value;
}

function faultToJson({ kind, message, retryAfterMs }: Fault): JsonObject {
  return { kind, message, retryAfterMs };
}

/** An event as it was before it was printed. */
export function readPlainEvent(data: Json): ReplyEvent {
  if (textAt(data, 'type') === 'fault') return { type: 'fault', fault: readFault(at(data, 'fault') ?? null) };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Nobody else writes these.
  return data as unknown as ReplyEvent;
}

/** A reply as it was before it was printed. */
export function readPlainReply(body: Json): Reply {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Nobody else writes these.
  return body as unknown as Reply;
}

function readFault(fault: Json): Fault {
  const kind = textAt(fault, 'kind');
  const after = at(fault, 'retryAfterMs');
  return new Fault(
    isKind(kind) ? kind : 'bug',
    textAt(fault, 'message'),
    typeof after === 'number' ? { retryAfterMs: after } : {},
  );
}

function isKind(kind: string): kind is FaultKind {
  return Object.hasOwn(FAULTS, kind);
}
