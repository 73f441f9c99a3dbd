import type { Part, Tool } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply, type StopReason } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import { asInput, freeTextOf } from '../free-text.ts';
import type { Weighed } from '../protocol.ts';
import { annotationsOf, citationsIn, cited, parseAnnotations, sourcesOf } from './annotations.ts';
import { parseDetail, renderDetail, type Thought } from './details.ts';
import { isError, parseErrorEvent } from './error.ts';
import { signatureIn } from './stream-calls.ts';
import {
  breakOf,
  completionId,
  parseStop,
  parseUsage,
  renderStop,
  renderUsage,
  spareCallId,
  validId,
} from './terms.ts';
import { splitWhole } from './think-tag.ts';
import { areInputsWhole } from './watch-calls.ts';

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

/** Throws the error that OpenRouter puts into a choice instead of an answer, and what a reason says that is no end of one. */
export function checkChoice(choice: Json | undefined): void {
  if (choice !== undefined && isError(choice)) throw parseErrorEvent(choice);
  const broken = breakOf(textAt(choice, 'finish_reason'));
  if (broken !== null) throw new Fault(broken, 'The provider broke off its answer');
}

/** Reads a whole answer, the first of its choices. */
export function parseResponse(body: Json): Reply {
  const message = messageOf(body);
  const stop = parseStop(textAt(body, 'choices', 0, 'finish_reason'));
  const calls = callsOf(message, textAt(body, 'id'), stop);
  const refusal = textAt(message, 'refusal');
  const { thinking, text } = splitWhole(textIn(at(message, 'content')));
  const annotations = parseAnnotations(message);
  const citations = annotations.length > 0 ? annotations : citationsIn(text, sourcesOf(body));
  return {
    id: textAt(body, 'id'),
    model: textAt(body, 'model'),
    parts: [
      ...thoughtsOf(message, thinking),
      ...(text === '' ? [] : cited([{ type: 'text', text }], citations)),
      ...(refusal === '' ? [] : [{ type: 'refusal', text: refusal } as const]),
      ...calls,
    ],
    stop: refusal === '' ? stopWith(stop, calls.length > 0) : 'refused',
    stopSequence: '',
    usage: parseUsage(at(body, 'usage')) ?? NO_USAGE,
  };
}

/**
 * The thoughts of a message: its details where it has any, which may be without the words that stand beside them; else its words.
 * `tagged` is what was found in tags at the beginning of the text.
 */
export function thoughtsOf(message: Json | undefined, tagged = ''): readonly Thought[] {
  const details = listAt(message, 'reasoning_details').flatMap((detail) => parseDetail(detail) ?? []);
  const words = thinkingIn(message) || tagged;
  if (words === '' || details.some((thought) => thought.type === 'thinking' && thought.text !== '')) return details;
  const signed = details.find((thought) => thought.type === 'thinking');
  const said: Thought = { type: 'thinking', text: words, signature: signed?.signature ?? '' };
  return [said, ...details.filter((thought) => thought !== signed)];
}

/** Has an answer all that belongs to it? Where a limit ended it half a call is to be expected, and the reason says so. */
const isWhole = (stop: StopReason): boolean => stop === 'done' || stop === 'tool-call';

/** Some servers say `stop` although they call a tool. */
export function stopWith(stop: Reply['stop'], called: boolean): Reply['stop'] {
  return stop === 'done' && called ? 'tool-call' : stop;
}

type CallPart = Extract<Part, { type: 'tool-call' }>;

/** The calls of a message, without half of one where that is to be expected. */
function callsOf(message: JsonObject, id: string, stop: StopReason): readonly CallPart[] {
  const legacy = at(message, 'function_call');
  const all = [...listAt(message, 'tool_calls'), ...(isObject(legacy) ? [{ function: legacy }] : [])];
  const calls = isWhole(stop) ? all : all.filter(isReadable);
  return calls.map((call, index) => {
    const name = textAt(call, 'function', 'name') || textAt(call, 'custom', 'name');
    if (name === '') throw new Fault('garbled', 'A tool call has no name');
    const input = inputOf(call);
    if (isTooDeep(input)) throw new Fault('garbled', 'The input of a tool call is nested too deeply');
    // Gemini used to sign the message instead of its first call.
    const signature = signatureIn(call) || (index === 0 ? signatureIn(message) : '');
    const signed = signature === '' ? {} : { signature };
    return { type: 'tool-call', id: textAt(call, 'id') || spareCallId(id, index), name, input, ...signed };
  });
}

function inputOf(call: Json): JsonObject {
  if (isObject(at(call, 'custom'))) return asInput(textAt(call, 'custom', 'input'));
  const written = at(call, 'function', 'arguments');
  // Ollama and others hand over an object where a text belongs.
  return isObject(written) ? written : parseInput(textAt(call, 'function', 'arguments'));
}

function isReadable(call: Json): boolean {
  try {
    inputOf(call);
    return true;
  } catch {
    return false;
  }
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

/** A whole answer. Calls of tools that take free text are written as such, when the caller offered them as such. */
export function renderResponse(reply: Reply, tools: readonly Tool[] = []): JsonObject {
  const text = joined(reply.parts, 'text');
  const refusal = joined(reply.parts, 'refusal');
  const thinking = joined(reply.parts, 'thinking');
  const details = reply.parts.flatMap((part, index) =>
    part.type === 'thinking' || part.type === 'sealed-thinking' ? (renderDetail(part, index) ?? []) : [],
  );
  const annotations = annotationsOf(reply.parts);
  const calls = reply.parts.flatMap((part) => (part.type === 'tool-call' ? [renderCall(part, tools)] : []));
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
          ...(details.length > 0 && { reasoning_details: details }),
          ...(annotations.length > 0 && { annotations }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: renderStop(reply.stop),
      },
    ],
    usage: renderUsage(reply.usage),
  };
}

function renderCall(part: Extract<Part, { type: 'tool-call' }>, tools: readonly Tool[]): JsonObject {
  const id = validId(part.id);
  if (isFree(part.name, tools)) {
    return { id, type: 'custom', custom: { name: part.name, input: freeTextOf(part.input) } };
  }
  const made = { name: part.name, arguments: JSON.stringify(part.input) };
  return { id, type: 'function', function: made, ...signedCall(part.signature) };
}

/** The signature of a call as Gemini writes it in this dialect, to be spread into the call. */
export function signedCall(signature: string | undefined): JsonObject {
  return signature === undefined ? {} : { extra_content: { google: { thought_signature: signature } } };
}

/** Is it a tool that takes free text? */
export function isFree(name: string, tools: readonly Tool[]): boolean {
  return tools.some((tool) => tool.name === name && tool.freeText !== undefined);
}

function joined(parts: readonly Part[], type: 'text' | 'refusal' | 'thinking'): string {
  return parts.map((part) => (part.type === type ? part.text : '')).join('');
}

/** Weighs a whole answer. Throws the error that it carries, or `garbled` when it is no answer. */
export function weigh(body: Json): Weighed {
  messageOf(body);
  // One of several answers side by side may be empty.
  const isAnswer = listAt(body, 'choices')
    .map(isContent)
    .some((is) => is);
  return { weight: isAnswer ? 'hard' : 'none', usage: parseUsage(at(body, 'usage')) ?? NO_USAGE };
}

/** Has one of the answers any content? Throws what broke it off, and `garbled` for half a call. */
function isContent(choice: Json): boolean {
  checkChoice(choice);
  const message = at(choice, 'message') ?? null;
  const stop = parseStop(textAt(choice, 'finish_reason'));
  // Half a call must not pass for one.
  if (isWhole(stop) && !areInputsWhole(message)) {
    throw new Fault('garbled', 'The input of a tool call is not a JSON object');
  }
  const isCalling = listAt(message, 'tool_calls').length > 0 || isObject(at(message, 'function_call'));
  const isSpeaking =
    textIn(at(message, 'content')) !== '' || textAt(message, 'refusal') !== '' || isObject(at(message, 'audio'));
  return stop !== 'done' || isCalling || isSpeaking;
}
