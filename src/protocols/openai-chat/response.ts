import type { Part } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import type { Weighed } from '../protocol.ts';
import { isError, parseErrorEvent } from './error.ts';
import { completionId, parseStop, parseUsage, renderStop, renderUsage, spareCallId, validId } from './terms.ts';

/** The message of a whole answer. Throws the error that the body carries, or `garbled` when it is no answer. */
function messageOf(body: Json): JsonObject {
  if (isError(body)) throw parseErrorEvent(body);
  checkChoice(at(body, 'choices', 0));
  const message = at(body, 'choices', 0, 'message');
  // Azure filters whole messages away and says only why.
  if (message === undefined && textAt(body, 'choices', 0, 'finish_reason') !== '') return {};
  if (!isObject(message)) throw new Fault('garbled', 'The answer has no message');
  return message;
}

/** Throws the error that OpenRouter puts into a choice instead of an answer. */
export function checkChoice(choice: Json | undefined): void {
  if (choice !== undefined && isError(choice)) throw parseErrorEvent(choice);
  if (textAt(choice, 'finish_reason') === 'error') throw new Fault('broken', 'The provider broke off its answer');
}

/** Reads a whole answer, the first of its choices. */
export function parseResponse(body: Json): Reply {
  const message = messageOf(body);
  const calls = callsOf(message, textAt(body, 'id'));
  const stop = parseStop(textAt(body, 'choices', 0, 'finish_reason'));
  const refusal = textAt(message, 'refusal');
  const thinking = thinkingIn(message);
  const text = textIn(at(message, 'content'));
  return {
    id: textAt(body, 'id'),
    model: textAt(body, 'model'),
    parts: [
      ...(thinking === '' ? [] : [{ type: 'thinking', text: thinking, signature: '' } as const]),
      ...(text === '' ? [] : [{ type: 'text', text } as const]),
      ...(refusal === '' ? [] : [{ type: 'refusal', text: refusal } as const]),
      ...calls,
    ],
    stop: refusal === '' ? stopWith(stop, calls.length > 0) : 'refused',
    stopSequence: '',
    usage: parseUsage(at(body, 'usage')) ?? NO_USAGE,
  };
}

/** Some servers say `stop` although they call a tool. */
export function stopWith(stop: Reply['stop'], called: boolean): Reply['stop'] {
  return stop === 'done' && called ? 'tool-call' : stop;
}

function callsOf(message: JsonObject, id: string): readonly Extract<Part, { type: 'tool-call' }>[] {
  const legacy = at(message, 'function_call');
  const calls = listAt(message, 'tool_calls');
  return [...calls, ...(isObject(legacy) ? [{ function: legacy }] : [])].map((call, index) => {
    const name = textAt(call, 'function', 'name');
    if (name === '') throw new Fault('garbled', 'A tool call has no name');
    const written = at(call, 'function', 'arguments');
    // Ollama and others hand over an object where a text belongs.
    const input = isObject(written) ? written : parseInput(textAt(call, 'function', 'arguments'));
    if (isTooDeep(input)) throw new Fault('garbled', 'The input of a tool call is nested too deeply');
    return { type: 'tool-call', id: textAt(call, 'id') || spareCallId(id, index), name, input };
  });
}

/**
 * Thinking has no official name: DeepSeek, vLLM and llama.cpp call it `reasoning_content`, OpenRouter and Ollama `reasoning`;
 * Mistral makes it a part of the content.
 */
export function thinkingIn(message: Json | undefined): string {
  const named = namedThinking(message);
  if (named !== '') return named;
  const thoughts = listAt(message, 'content').filter((part) => textAt(part, 'type') === 'thinking');
  return thoughts.map(thoughtIn).join('');
}

/** Thinking beside the content. */
export function namedThinking(message: Json | undefined): string {
  return textAt(message, 'reasoning_content') || textAt(message, 'reasoning');
}

/** What a part of the content thinks: a text, or again a list of parts. */
export function thoughtIn(part: Json): string {
  return textIn(at(part, 'thinking')) || textAt(part, 'text');
}

/** Content is a text; Mistral and others may answer with a list of parts. */
export function textIn(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!isArray(content)) return '';
  return content.map((part) => (textAt(part, 'type') === 'thinking' ? '' : textAt(part, 'text'))).join('');
}

export function renderResponse(reply: Reply): JsonObject {
  const text = joined(reply.parts, 'text');
  const refusal = joined(reply.parts, 'refusal');
  const thinking = joined(reply.parts, 'thinking');
  const calls = reply.parts.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            id: validId(part.id),
            type: 'function',
            function: { name: part.name, arguments: JSON.stringify(part.input) },
          },
        ]
      : [],
  );
  return {
    id: completionId(reply.id),
    object: 'chat.completion',
    // There is no clock here, and no client reads it.
    created: 0,
    model: reply.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
          refusal: refusal === '' ? null : refusal,
          ...(thinking !== '' && { reasoning_content: thinking }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: renderStop(reply.stop),
      },
    ],
    usage: renderUsage(reply.usage),
  };
}

function joined(parts: readonly Part[], type: 'text' | 'refusal' | 'thinking'): string {
  return parts.map((part) => (part.type === type ? part.text : '')).join('');
}

/** Weighs a whole answer. Throws the error that it carries, or `garbled` when it is no answer. */
export function weigh(body: Json): Weighed {
  const message = messageOf(body);
  const stop = parseStop(textAt(body, 'choices', 0, 'finish_reason'));
  const isCalling = listAt(message, 'tool_calls').length > 0 || isObject(at(message, 'function_call'));
  const isSpeaking =
    textIn(at(message, 'content')) !== '' || textAt(message, 'refusal') !== '' || isObject(at(message, 'audio'));
  return {
    weight: stop !== 'done' || isCalling || isSpeaking ? 'hard' : 'none',
    usage: parseUsage(at(body, 'usage')) ?? NO_USAGE,
  };
}
