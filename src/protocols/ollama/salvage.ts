import type { Tool } from '../../model/conversation.ts';
import { parseInput } from '../../model/gather.ts';
import { isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import { plainName, spareCallId } from './terms.ts';

/** An answer that begins like a call is held back until it is clear that it is none. Characters. */
const HELD_LENGTH_MAX = 64 * 1024;

const TAG = '<tool_call>';
/** What stands around the JSON of a call, where something does. */
const AROUND = /^(?:<tool_call>|```[a-z_]*)\s*/i;
/** The JSON of a call from its beginning: its first key tells, and may still be on its way. */
const JSON_BEGINNING = /^(?:\{\s*(?:"(?:[a-z]{0,10}|(?:name|function|type|id|arguments|parameters)".*))?)?$/s;

/**
 * Small models write a call into their text instead of making it. This makes the call of it, for one answer: only where tools were
 * offered, where nothing else was said, and where the whole text is one call of one of them. Such a text is held back until then;
 * every other passes as soon as it is clear that it is none. `tools` are those of the caller, under their own names.
 */
export function salvageCalls(tools: readonly Tool[]): (event: ReplyEvent) => readonly ReplyEvent[] {
  const names = new Set(tools.map(({ name }) => plainName(name)));
  let held: ReplyEvent[] = [];
  let text = '';
  let part = -1;
  let id = '';
  let watching = names.size > 0;

  const release = (): readonly ReplyEvent[] => {
    watching = false;
    const released = held;
    held = [];
    return released;
  };

  return (event) => {
    if (event.type === 'start') ({ id } = event);
    if (!watching) return [event];
    switch (event.type) {
      case 'start':
      case 'thinking':
      case 'signature':
      case 'sealed-thinking':
        return text === '' ? [event] : [...release(), event];
      case 'text':
        if (part >= 0 && part !== event.part) return [...release(), event];
        ({ part } = event);
        text += event.text;
        held.push(event);
        return mayBeCall(text) ? [] : release();
      case 'usage':
        // It may come at any time; where a text is held back, it waits in its place.
        if (held.length === 0) return [event];
        held.push(event);
        return [];
      case 'end': {
        const call = event.stop === 'done' ? callIn(text, names) : null;
        if (call === null) return [...release(), event];
        const others = held.filter(({ type }) => type === 'usage');
        return [
          { type: 'tool-call', part, id: spareCallId(id, part), name: call.name },
          { type: 'tool-input', part, json: JSON.stringify(call.input) },
          ...others,
          { ...event, stop: 'tool-call' },
        ];
      }
      case 'fault':
        // What was held back has not been seen by anybody, and another attempt may do better.
        return [event];
      case 'refusal':
      case 'citation':
      case 'tool-call':
      case 'tool-input':
        return [...release(), event];
    }
  };
}

function mayBeCall(text: string): boolean {
  if (text.length > HELD_LENGTH_MAX) return false;
  const said = text.trimStart();
  return TAG.startsWith(said) || '```'.startsWith(said) || JSON_BEGINNING.test(said.replace(AROUND, ''));
}

type Call = { readonly name: string; readonly input: JsonObject };

/** The call that a whole text is: as JSON, alone, in a code fence or in `<tool_call>`; null when it is anything else. */
function callIn(text: string, names: ReadonlySet<string>): Call | null {
  const [, fenced, tagged] =
    /^(?:```[a-z_]*\s*([\s\S]*?)\s*```|<tool_call>([\s\S]*)<\/tool_call>)$/i.exec(text.trim()) ?? [];
  const written = jsonOf(fenced ?? tagged ?? text);
  const inner = isObject(written) && isObject(written['function']) ? written['function'] : written;
  if (!isObject(written) || !isObject(inner) || isTooDeep(inner)) return null;
  const name = textAt(inner, 'name');
  // Llama 3 calls the input `parameters`. Anything else beside it makes it JSON about something else.
  const { name: _, arguments: given, parameters, ...others } = inner;
  const around = inner === written ? others : { ...others, ...without(written, 'function') };
  const known = Object.keys(around).every((key) => key === 'id' || key === 'type' || key === 'index');
  const input = given ?? parameters;
  if (!names.has(name) || !known || input === undefined || (given !== undefined && parameters !== undefined))
    return null;
  return isObject(input) ? { name, input } : inputIn(name, input);
}

/** The input as a text, as OpenAI writes it. */
function inputIn(name: string, input: Json): Call | null {
  if (typeof input !== 'string') return null;
  try {
    return { name, input: parseInput(input) };
  } catch {
    return null;
  }
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}

function jsonOf(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
