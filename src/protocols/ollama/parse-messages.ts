import type { Message, Part } from '../../model/conversation.ts';
import { parseInput } from '../../model/gather.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import {
  bad,
  fieldOf,
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
import { mediaTypeOf, spareCallId } from './terms.ts';

/** A call that waits for its result. */
type Open = { readonly id: string; readonly name: string };

/** Calls need no ids here, and results often have none: `open` are those of the assistant's last turn. */
type Reading = { readonly losses: Losses; readonly open: Open[]; calls: number };

/** The turns of a conversation. Results of tools become part of the user's turn, as they are everywhere else. */
export function parseMessages(body: JsonObject, losses: Losses): readonly Message[] {
  const messages = fieldOf(body, 'messages');
  if (messages !== undefined && !isArray(messages)) throw bad('messages', 'a list was expected');
  // None at all only loads the model; whoever answers that has looked before.
  if (messages === undefined || messages.length === 0) throw bad('messages', 'at least one message is required');
  const reading: Reading = { losses, open: [], calls: 0 };
  return gathered(
    messages.map((value, index) =>
      parseMessage(objectOf(value, join('messages', index)), join('messages', index), reading),
    ),
  );
}

const KNOWN = ['role', 'content', 'thinking', 'images', 'tool_calls', 'tool_name', 'tool_call_id', 'name'];

function parseMessage(message: JsonObject, path: string, reading: Reading): Message {
  const role = requiredText(message, 'role', path).toLowerCase();
  loseOthers(message, KNOWN, 'messages', reading.losses);
  const text = textField(message, 'content', path) ?? '';
  const parts: readonly Part[] = [
    // Ollama puts pictures in front of the words.
    ...parseImages(message, path),
    ...(text === '' ? [] : [{ type: 'text', text } as const]),
  ];
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', parts };
    case 'user':
      return { role, parts };
    case 'assistant':
      return { role, parts: parseAssistant(message, path, parts, reading) };
    case 'tool': {
      const name = textField(message, 'tool_name', path) ?? textField(message, 'name', path) ?? '';
      const callId = answered(textField(message, 'tool_call_id', path) ?? '', name, reading);
      return { role: 'user', parts: [{ type: 'tool-result', callId, parts, failed: false }] };
    }
    default:
      throw bad(join(path, 'role'), 'unknown role');
  }
}

/** Pictures as either endpoint takes them: base64. Some clients write a data URL around it, which says what it is. */
export function parseImages(body: JsonObject, path: string): readonly Part[] {
  return listField(body, 'images', path).map((image, index) => {
    if (typeof image !== 'string') throw bad(join(join(path, 'images'), index), 'a picture in base64 was expected');
    const [, named, inside] = /^data:([^;,]+)[^,]*;base64,([\s\S]*)$/.exec(image) ?? [];
    const data = inside ?? image;
    return { type: 'media', mediaType: named ?? mediaTypeOf(data), source: { kind: 'base64', data }, name: '' };
  });
}

function parseAssistant(message: JsonObject, path: string, parts: readonly Part[], reading: Reading): readonly Part[] {
  const thinking = textField(message, 'thinking', path) ?? '';
  reading.open.length = 0;
  const calls = listField(message, 'tool_calls', path).map((value, index) => {
    const place = join(join(path, 'tool_calls'), index);
    return parseCall(objectOf(value, place), place, reading);
  });
  return [
    ...(thinking === '' ? [] : [{ type: 'thinking', text: thinking, signature: '' } as const]),
    ...parts,
    ...calls,
  ];
}

function parseCall(value: JsonObject, path: string, reading: Reading): Part {
  const made = objectField(value, 'function', path);
  if (made === undefined) throw bad(join(path, 'function'), 'this field is required');
  const name = requiredText(made, 'name', join(path, 'function'));
  const id = textField(value, 'id', path) || spareCallId('', reading.calls);
  reading.calls += 1;
  reading.open.push({ id, name });
  return { type: 'tool-call', id, name, input: inputOf(fieldOf(made, 'arguments') ?? {}, join(path, 'function')) };
}

/** An object by the book. Clients that were made for OpenAI send a text; a broken one is kept as it is, for the turn must stay. */
function inputOf(written: Json, path: string): JsonObject {
  if (isObject(written)) return written;
  if (typeof written !== 'string') throw bad(join(path, 'arguments'), 'an object was expected');
  try {
    const input = parseInput(written);
    if (!isTooDeep(input)) return input;
  } catch {
    // What follows keeps it.
  }
  return { arguments: written };
}

/** The call that a result answers: the one that it names, else the first open one of its tool, else the first open one. */
function answered(callId: string, name: string, { open }: Reading): string {
  const wanted = [
    open.findIndex(({ id }) => id === callId),
    ...(callId === '' ? [open.findIndex((call) => call.name === name), name === '' ? 0 : -1] : []),
  ].find((place) => place >= 0);
  const [call] = wanted === undefined ? [] : open.splice(wanted, 1);
  return call?.id ?? (callId === '' ? name : callId);
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
