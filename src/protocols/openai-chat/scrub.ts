import { isArray, isObject, listAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import { isMinted, isMintedDetail } from './details.ts';
import { signatureIn } from './stream-calls.ts';

/** Takes the signatures that we sealed out of a caller's body, from where its client keeps them. */
export function scrub(body: JsonObject): JsonObject {
  return withMessages(body, (message) => {
    const details = listAt(message, 'reasoning_details');
    const kept = details.filter((detail) => !isMintedDetail(detail));
    const { reasoning_details: _, ...rest } = message;
    const clean =
      kept.length === details.length ? message : { ...rest, ...(kept.length > 0 && { reasoning_details: kept }) };
    return withCalls(clean, (call) => (isMinted(signatureIn(call)) ? unsigned(call) : call));
  });
}

/** Takes every thought of earlier turns out of a caller's body. */
export function forget(body: JsonObject): JsonObject {
  return withMessages(body, (message) => withoutWords(unsignedMessage(message)));
}

/** The message without what only the maker of its thoughts can read; `words` says whether the words of the thoughts may stay. */
export function forgetThoughts(message: JsonObject, words: boolean, losses: Losses): JsonObject {
  const signless = unsignedMessage(message);
  const clean = words ? signless : withoutWords(signless);
  if (clean !== message) losses.lose('thinking of earlier turns', 'cosmetic');
  return clean;
}

function withoutWords(message: JsonObject): JsonObject {
  if (message['role'] !== 'assistant' || !('reasoning_content' in message || 'reasoning' in message)) return message;
  const { reasoning_content: _content, reasoning: _reasoning, ...rest } = message;
  return rest;
}

function unsignedMessage(message: JsonObject): JsonObject {
  const isSigned =
    'reasoning_details' in message || listAt(message, 'tool_calls').some((call) => signatureIn(call) !== '');
  if (!isSigned) return message;
  const { reasoning_details: _, ...rest } = message;
  return withCalls(rest, unsigned);
}

function unsigned(call: JsonObject): JsonObject {
  const { extra_content: _, ...rest } = call;
  return rest;
}

function withMessages(body: JsonObject, change: (message: JsonObject) => JsonObject): JsonObject {
  const { messages } = body;
  return isArray(messages) ? { ...body, messages: messages.map((message) => changed(message, change)) } : body;
}

function withCalls(message: JsonObject, change: (call: JsonObject) => JsonObject): JsonObject {
  const { tool_calls: calls } = message;
  return isArray(calls) ? { ...message, tool_calls: calls.map((call) => changed(call, change)) } : message;
}

function changed(value: Json, change: (object: JsonObject) => JsonObject): Json {
  return isObject(value) ? change(value) : value;
}
