import type { Part } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import { at, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import type { Weighed } from '../protocol.ts';
import { isError, parseErrorEvent } from './error.ts';
import {
  CREATED_AT,
  parseStop,
  parseUsage,
  renderStop,
  renderUsage,
  replyId,
  spareCallId,
  UNSAID_REFUSAL,
} from './terms.ts';

export type Call = Extract<Part, { readonly type: 'tool-call' }>;

/** What one line, or a whole answer, says; calls are whole. */
export type Said = { readonly thinking: string; readonly text: string; readonly calls: readonly Call[] };

/** Where an endpoint puts what is said: `/api/chat` into a message, `/api/generate` beside everything else. */
export type Shape = (said: Said) => JsonObject;

/** The names of calls that were told before, so that no two have the same. */
export type Ids = Set<string>;

/**
 * What a line says, in the shape of either endpoint. Throws the error that it carries, and `garbled` when it is no line of an
 * answer.
 */
export function saidIn(line: Json, ids: Ids): Said {
  if (isError(line)) throw parseErrorEvent(line);
  const message = at(line, 'message');
  const isAnswer = isObject(message) || typeof at(line, 'response') === 'string' || at(line, 'done') === true;
  if (!isAnswer) throw new Fault('garbled', 'A line of the answer is none of Ollama’s');
  const calls = [...listAt(message, 'tool_calls'), ...listAt(line, 'tool_calls')];
  const id = calls.length === 0 ? '' : replyId(textAt(line, 'created_at'));
  return {
    thinking: textAt(message, 'thinking') || textAt(line, 'thinking'),
    text: textAt(message, 'content') || textAt(line, 'response'),
    calls: calls.map((call) => parseCall(call, id, ids)),
  };
}

function parseCall(call: Json, replyName: string, ids: Ids): Call {
  const name = textAt(call, 'function', 'name');
  if (name === '') throw new Fault('garbled', 'A tool call has no name');
  const written = at(call, 'function', 'arguments');
  // An object by the book; servers that only look like Ollama send a text, as OpenAI does.
  const input = isObject(written) ? written : parseInput(textAt(call, 'function', 'arguments'));
  if (isTooDeep(input)) throw new Fault('garbled', 'The input of a tool call is nested too deeply');
  const given = textAt(call, 'id');
  let id = given === '' || ids.has(given) ? spareCallId(replyName, ids.size) : given;
  for (let count = ids.size + 1; ids.has(id); count += 1) id = spareCallId(replyName, count);
  ids.add(id);
  return { type: 'tool-call', id, name, input };
}

/** Reads a whole answer. Throws the error that it carries, `garbled` when it is none, and `cut` when it says that more would come. */
export function parseResponse(body: Json): Reply {
  const { thinking, text, calls } = saidIn(body, new Set());
  if (at(body, 'done') === false) throw new Fault('cut', 'The answer stopped before its end');
  return {
    id: replyId(textAt(body, 'created_at')),
    model: textAt(body, 'model'),
    parts: [
      ...(thinking === '' ? [] : [{ type: 'thinking', text: thinking, signature: '' } as const]),
      ...(text === '' ? [] : [{ type: 'text', text } as const]),
      ...calls,
    ],
    stop: parseStop(textAt(body, 'done_reason'), calls.length > 0),
    stopSequence: '',
    usage: parseUsage(body) ?? NO_USAGE,
  };
}

/** How `/api/chat` says it. */
export const inMessage: Shape = ({ thinking, text, calls }) => ({
  message: {
    role: 'assistant',
    content: text,
    ...(thinking !== '' && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls.map(renderCall) }),
  },
});

/** A call as Ollama writes it: `index` counts within one line. */
export function renderCall({ id, name, input }: Call, index: number): JsonObject {
  return { id, function: { index, name, arguments: input } };
}

/** A whole answer, or the last line of one: what is said, and how it ended. */
export function renderWhole(reply: Omit<Reply, 'id' | 'stopSequence'>, shape: Shape): JsonObject {
  return {
    model: reply.model,
    created_at: CREATED_AT,
    ...shape(saidBy(reply)),
    done: true,
    done_reason: renderStop(reply.stop),
    ...renderUsage(reply.usage),
  };
}

export const renderResponse = (reply: Reply): JsonObject => renderWhole(reply, inMessage);

/** A refusal is words like any others here, and no reason to stop: one without words would look like an answer. */
function saidBy({ parts, stop }: Pick<Reply, 'parts' | 'stop'>): Said {
  const words = (...types: readonly string[]): string =>
    parts.map((part) => (types.includes(part.type) && 'text' in part ? part.text : '')).join('');
  const text = words('text', 'refusal');
  const calls = parts.filter((part) => part.type === 'tool-call');
  const isSilent = stop === 'refused' && text === '' && calls.length === 0;
  return { thinking: words('thinking'), text: isSilent ? UNSAID_REFUSAL : text, calls };
}

/** Weighs a whole answer. Throws what `parseResponse` throws. */
export function weigh(body: Json): Weighed {
  const { parts, stop, usage } = parseResponse(body);
  const isSpeaking = parts.some(({ type }) => type !== 'thinking');
  return { weight: isSpeaking || stop !== 'done' ? 'hard' : 'none', usage };
}
