import type { CacheTime, Message, Part } from '../../model/conversation.ts';
import { parseInput } from '../../model/gather.ts';
import { at, isArray, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { cacheOf, withHint } from '../cache-hints.ts';
import {
  bad,
  fieldOf,
  flagField,
  isTooDeep,
  join,
  listField,
  loseOthers,
  type Losses,
  objectField,
  objectOf,
  requiredText,
  textField,
} from '../fields.ts';
import { asInput } from '../free-text.ts';
import { cited, parseAnnotations } from './annotations.ts';
import { namedThinking, thoughtIn, thoughtsOf } from './response.ts';
import { signatureIn } from './stream-calls.ts';

/** The turns of a conversation. Results of tools become part of the user's turn, as they are everywhere else. */
export function parseMessages(body: JsonObject, losses: Losses): readonly Message[] {
  const messages = fieldOf(body, 'messages');
  if (messages === undefined) throw bad('messages', 'this field is required');
  if (!isArray(messages)) throw bad('messages', 'a list was expected');
  if (messages.length === 0) throw bad('messages', 'at least one message is required');
  return gathered(
    messages.map((value, index) =>
      parseMessage(objectOf(value, join('messages', index)), join('messages', index), losses),
    ),
  );
}

function parseMessage(message: JsonObject, path: string, losses: Losses): Message {
  const role = requiredText(message, 'role', path);
  // Names of speakers have no place elsewhere.
  if (fieldOf(message, 'name') !== undefined && role !== 'function') losses.lose('messages.name', 'behavioural');
  const content = fieldOf(message, 'content');
  // Some clients mark a message instead of its parts.
  const parts = (): readonly Part[] =>
    withHint(parseContent(content, join(path, 'content'), losses), cacheOf(message, losses));
  switch (role) {
    case 'system':
    case 'developer':
      loseOthers(message, ['role', 'content', 'name', 'cache_control'], 'messages', losses);
      return { role: 'system', parts: parts() };
    case 'user':
      loseOthers(message, ['role', 'content', 'name', 'cache_control'], 'messages', losses);
      return { role, parts: parts() };
    case 'assistant':
      return { role, parts: parseAssistant(message, path, parts(), losses) };
    case 'tool':
      loseOthers(message, ['role', 'content', 'tool_call_id', 'name', 'cache_control'], 'messages', losses);
      return { role: 'user', parts: [result(requiredText(message, 'tool_call_id', path), parts())] };
    case 'function':
      // The old kind of call has no id; its name stands for it, as it does in the call.
      return { role: 'user', parts: [result(requiredText(message, 'name', path), parts())] };
    default:
      throw bad(join(path, 'role'), 'unknown role');
  }
}

/** A hint in a result is one behind it: results are short, or nothing but one text. */
function result(callId: string, parts: readonly Part[]): Part {
  const hints = parts.flatMap((part): readonly CacheTime[] => ('cache' in part && part.cache ? [part.cache] : []));
  const [cache] = hints;
  const plain = cache === undefined ? parts : parts.map(withoutHint);
  return { type: 'tool-result', callId, parts: plain, failed: false, ...(cache !== undefined && { cache }) };
}

function withoutHint(part: Part): Part {
  if (!('cache' in part)) return part;
  const { cache: _, ...rest } = part;
  return rest;
}

function parseAssistant(message: JsonObject, path: string, parts: readonly Part[], losses: Losses): readonly Part[] {
  // oxfmt-ignore
  loseOthers(message, [
    'role', 'content', 'name', 'refusal', 'tool_calls', 'function_call', 'reasoning_content', 'reasoning', 'reasoning_details',
    'annotations', 'audio', 'prefix', 'cache_control',
  ], 'messages', losses);
  const citations = parseAnnotations(message);
  if (listField(message, 'annotations', path).length > citations.length)
    losses.lose('messages.annotations', 'cosmetic');
  // An answer that the model shall go on with, said expressly.
  if (flagField(message, 'prefix', path)) losses.lose('messages.prefix', 'behavioural');
  if (fieldOf(message, 'audio') !== undefined) losses.lose('messages.audio', 'blocking');
  const refusal = textField(message, 'refusal', path) ?? '';
  const thoughts = listField(message, 'reasoning_details', path).length > 0 ? thoughtsOf(message) : null;
  const thinking = namedThinking(message);
  const legacy = objectField(message, 'function_call', path);
  const calls = listField(message, 'tool_calls', path).map((value, index) => {
    const place = join(join(path, 'tool_calls'), index);
    return parseCall(objectOf(value, place), place);
  });
  return [
    ...(thoughts ?? (thinking === '' ? [] : [{ type: 'thinking', text: thinking, signature: '' } as const])),
    ...cited(parts, citations),
    ...(refusal === '' ? [] : [{ type: 'refusal', text: refusal } as const]),
    ...calls,
    ...(legacy === undefined ? [] : [call(textAt(legacy, 'name'), legacy, join(path, 'function_call'))]),
  ];
}

function parseCall(value: JsonObject, path: string): Part {
  const id = requiredText(value, 'id', path);
  const custom = objectField(value, 'custom', path);
  if (custom !== undefined) {
    const name = requiredText(custom, 'name', join(path, 'custom'));
    return { type: 'tool-call', id, name, input: asInput(textAt(custom, 'input')) };
  }
  const made = objectField(value, 'function', path);
  if (made === undefined) throw bad(join(path, 'function'), 'this field is required');
  const signature = signatureIn(value);
  return { ...call(id, made, join(path, 'function')), ...(signature !== '' && { signature }) };
}

/** Models sometimes wrote broken arguments, and clients send them back: the turn must stay, so the text is kept as it is. */
function call(id: string, made: JsonObject, path: string): Extract<Part, { type: 'tool-call' }> {
  const text = textField(made, 'arguments', path) ?? '';
  const name = requiredText(made, 'name', path);
  try {
    const input = parseInput(text);
    if (!isTooDeep(input)) return { type: 'tool-call', id, name, input };
  } catch {
    // What follows keeps it.
  }
  return { type: 'tool-call', id, name, input: { arguments: text } };
}

function parseContent(content: Json | undefined, path: string, losses: Losses): readonly Part[] {
  if (content === undefined) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!isArray(content)) throw bad(path, 'a text or a list of parts was expected');
  return content.flatMap((value, index) => {
    const part = objectOf(value, join(path, index));
    return withHint(parsePart(part, join(path, index), losses), hintOf(part, losses));
  });
}

/** A hint as OpenRouter takes it, or as OpenAI does. */
function hintOf(part: JsonObject, losses: Losses): { readonly cache?: CacheTime } {
  if (fieldOf(part, 'prompt_cache_breakpoint') === undefined) return cacheOf(part, losses);
  return { cache: textAt(part, 'prompt_cache_breakpoint', 'ttl') === '12h' ? '1h' : '5m' };
}

function parsePart(part: JsonObject, path: string, losses: Losses): readonly Part[] {
  const type = requiredText(part, 'type', path);
  switch (type) {
    case 'text': {
      loseOthers(part, ['type', 'text', 'prompt_cache_breakpoint', 'cache_control'], type, losses);
      const text = requiredText(part, 'text', path);
      return text === '' ? [] : [{ type, text }];
    }
    case 'refusal':
      return [{ type, text: requiredText(part, 'refusal', path) }];
    case 'image_url':
      if (at(part, type, 'detail') !== undefined) losses.lose('image_url.detail', 'cosmetic');
      return [parseAddressed(part, type, path)];
    case 'input_audio': {
      const audio = objectOf(fieldOf(part, type) ?? null, join(path, type));
      const data = requiredText(audio, 'data', join(path, type));
      const mediaType = `audio/${textField(audio, 'format', join(path, type)) ?? 'wav'}`;
      return [{ type: 'media', mediaType, source: { kind: 'base64', data }, name: '' }];
    }
    case 'file':
      return parseFile(objectOf(fieldOf(part, type) ?? null, join(path, type)), join(path, type), losses);
    case 'document_url':
      return [parseAddressed(part, type, path)];
    case 'thinking':
    case 'reasoning':
      return [{ type: 'thinking', text: thoughtIn(part), signature: '' }];
    default:
      // What the question is about, perhaps.
      losses.lose(`content.${type}`, 'blocking');
      return [];
  }
}

const VAGUE = { image_url: 'image/*', document_url: 'application/pdf' } as const;

/** `document_url` is Mistral's. Both may be a text or an object with the address in it. */
function parseAddressed(part: JsonObject, type: keyof typeof VAGUE, path: string): Part {
  const place = join(path, type);
  const value = fieldOf(part, type) ?? null;
  const url = typeof value === 'string' ? value : requiredText(objectOf(value, place), 'url', place);
  return mediaAt(url, place) ?? { type: 'media', mediaType: VAGUE[type], source: { kind: 'url', url }, name: '' };
}

function parseFile(file: JsonObject, path: string, losses: Losses): readonly Part[] {
  const data = textField(file, 'file_data', path) ?? '';
  const name = textField(file, 'filename', path) ?? '';
  if (data === '') {
    // It lies at the provider; without it the answer would be about nothing.
    losses.lose('file.file_id', 'blocking');
    return [];
  }
  const inside = mediaAt(data, join(path, 'file_data'));
  if (inside !== null) return [{ ...inside, name }];
  // OpenAI takes plain base64, too, and OpenRouter addresses. Nearly all of these files are PDF.
  const source = /^https?:/i.test(data) ? ({ kind: 'url', url: data } as const) : ({ kind: 'base64', data } as const);
  return [{ type: 'media', mediaType: 'application/pdf', source, name }];
}

/** A picture or document that stands in its own address, `data:image/png;base64,…`; null for other addresses. */
function mediaAt(url: string, path: string): Extract<Part, { type: 'media' }> | null {
  if (!url.startsWith('data:')) return null;
  const [, mediaType, data] = /^data:([^;,]+)[^,]*;base64,([\s\S]*)$/.exec(url) ?? [];
  if (mediaType === undefined || data === undefined) throw bad(path, 'a data URL in base64 was expected');
  return { type: 'media', mediaType, source: { kind: 'base64', data }, name: '' };
}

/** Results that follow one another belong to one turn of the user, and so does what the user says right behind them. */
function gathered(messages: readonly Message[]): readonly Message[] {
  const turns: Message[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    const behindResults = last?.role === 'user' && message.role === 'user' && last.parts.at(-1)?.type === 'tool-result';
    if (behindResults) turns[turns.length - 1] = { role: 'user', parts: [...last.parts, ...message.parts] };
    else turns.push(message);
  }
  return turns;
}
