import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import { at, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { isTooDeep } from '../fields.ts';
import { parseAnnotation } from './parse-content.ts';
import { thoughtIn } from './response.ts';
import { CALL_SEAL_ID, flatName, spareCallId, typeOf } from './terms.ts';

/**
 * What an event says of its item, in our words and before it has a number: `key` tells the parts of one item apart. `whole` is a
 * text of which a part may have been said already.
 */
type Word =
  | {
      readonly say: 'text' | 'thinking' | 'refusal';
      readonly key: string;
      readonly text: string;
      readonly whole: boolean;
    }
  | { readonly say: 'citations'; readonly key: string; readonly all: readonly Json[]; readonly whole: boolean }
  | { readonly say: 'name'; readonly id: string; readonly name: string }
  | { readonly say: 'input'; readonly text: string; readonly whole: boolean }
  | { readonly say: 'seal'; readonly seal: string }
  | { readonly say: 'done' };

export type StreamItems = {
  /** An event about an item; `response` is the id of the answer. */
  readonly read: (data: Json, response: string) => readonly ReplyEvent[];
  /** The items of the whole answer, for servers that tell them nowhere else; then all that was held back is said. */
  readonly close: (output: readonly Json[], response: string) => readonly ReplyEvent[];
  readonly called: () => boolean;
  readonly declined: () => boolean;
  /** Throws `garbled` when the input of a call is not there as a whole. */
  readonly check: () => void;
};

/** An item on its way: what of it waits for the one before, and what was told. `key` is that of the part that is open. */
type Item = {
  readonly place: number;
  readonly waiting: Word[];
  readonly told: Map<string, string>;
  readonly cited: Map<string, number>;
  kind: 'words' | 'thought' | 'json' | 'text' | 'other';
  key: string;
  part: number;
  name: string;
  /** How much of a call's input was handed on; it waits for the name. */
  sent: number;
  done: boolean;
};

/**
 * Reads the events of items. Items may come all at once, but parts of a reply come one after the other: what is said of a later item
 * waits until the one before is done. Items are known by their place in the output, because some servers change ids on the way.
 */
export function readItems(): StreamItems {
  const items: Item[] = [];
  const ids = new Set<string>();
  const inputs: string[] = [];
  let nextPart = 0;
  let current = 0;
  let declined = false;

  const itemAt = (place: number): Item => {
    const known = items.find((item) => item.place === place);
    if (known !== undefined) return known;
    const item = newItem(place);
    items.push(item);
    return item;
  };

  const enter = (item: Item, key: string): void => {
    if (item.key === key) return;
    item.key = key;
    item.part = nextPart;
    nextPart += 1;
  };

  const speak = (item: Item, word: Extract<Word, { key: string; text: string }>): readonly ReplyEvent[] => {
    // Some tell a thought twice, as it is and as a summary.
    if (word.say === 'thinking' && item.told.has(word.key === 'summary' ? 'content' : 'summary')) return [];
    const text = take(item, word.key, word);
    if (text === '') return [];
    enter(item, word.say === 'thinking' ? 'thinking' : word.key);
    declined ||= word.say === 'refusal';
    return [{ type: word.say, part: item.part, text }];
  };

  const cite = (item: Item, { key, all, whole }: Extract<Word, { say: 'citations' }>): readonly ReplyEvent[] => {
    // Without a word of its text there is nothing that could be cited.
    if (item.key !== key) return [];
    const before = item.cited.get(key) ?? 0;
    const found = whole ? all.slice(before) : all;
    item.cited.set(key, before + found.length);
    return found.flatMap(parseAnnotation).map((citation) => ({ type: 'citation', part: item.part, citation }));
  };

  const call = (item: Item, id: string, name: string): readonly ReplyEvent[] => {
    if (item.name !== '') return [];
    item.name = name;
    const fresh = ids.has(id) ? spareCallId(id, item.place) : id;
    ids.add(fresh);
    enter(item, 'call');
    return [{ type: 'tool-call', part: item.part, id: fresh, name }, ...pass(item)];
  };

  /** Hands on what has come of an input. Free text becomes the only field of a JSON object. */
  const pass = (item: Item): readonly ReplyEvent[] => {
    const text = (item.told.get('input') ?? '').slice(item.sent);
    if (item.name === '' || text === '') return [];
    const opening = item.sent === 0 ? '{"input":"' : '';
    item.sent += text.length;
    const json = item.kind === 'json' ? text : `${opening}${JSON.stringify(text).slice(1, -1)}`;
    return [{ type: 'tool-input', part: item.part, json }];
  };

  const finish = (item: Item): readonly ReplyEvent[] => {
    item.done = true;
    const isCall = item.kind === 'json' || item.kind === 'text';
    if (isCall && item.name === '') throw new Fault('garbled', 'A tool call has no name');
    if (item.kind === 'json') inputs.push(item.told.get('input') ?? '');
    if (item.kind !== 'text') return [];
    return [{ type: 'tool-input', part: item.part, json: item.sent === 0 ? '{"input":""}' : '"}' }];
  };

  const tell = (item: Item, word: Word): readonly ReplyEvent[] => {
    switch (word.say) {
      case 'text':
      case 'thinking':
      case 'refusal':
        return speak(item, word);
      case 'citations':
        return cite(item, word);
      case 'name':
        return call(item, word.id, word.name);
      case 'input':
        take(item, 'input', word);
        return pass(item);
      case 'seal':
        enter(item, 'thinking');
        return [{ type: 'signature', part: item.part, signature: word.seal }];
      case 'done':
        return item.done ? [] : finish(item);
    }
  };

  /** Some servers close a thought long after the next item has begun. It loses nothing when it is told in two parts. */
  const letPass = (front: Item): void => {
    const next = items.findIndex(({ waiting }, index) => index > current && waiting.length > 0);
    const later = items[next];
    if (later === undefined || (front.kind !== 'thought' && front.kind !== 'other')) return;
    front.key = '';
    items.splice(next, 1);
    items.splice(current, 0, later);
  };

  /** Tells what the item in front has to say, and when it is done, that of the next. */
  const goOn = (): readonly ReplyEvent[] => {
    const events: ReplyEvent[] = [];
    for (let item = items[current]; item !== undefined; item = items[current]) {
      for (const word of item.waiting.splice(0)) events.push(...tell(item, word));
      if (item.done) current += 1;
      else letPass(item);
      if (items[current] === item) break;
    }
    return events;
  };

  return {
    read: (data, response) => {
      const place = placeOf(data, items.at(-1)?.place ?? 0);
      const item = itemAt(place);
      if (item.done) return [];
      item.kind = kindOf(data) ?? item.kind;
      item.waiting.push(...wordsOf(data, { response, place }));
      return goOn();
    },
    close: (output, response) => {
      if (items.length === 0)
        for (const [place, item] of output.entries()) {
          const data = { type: 'response.output_item.done', item };
          const added = itemAt(place);
          added.kind = kindOf(data) ?? added.kind;
          added.waiting.push(...wordsOf(data, { response, place }));
        }
      for (const item of items) if (!item.done) item.waiting.push({ say: 'done' });
      return goOn();
    },
    called: () => items.some(({ name }) => name !== ''),
    declined: () => declined,
    check: () => inputs.forEach(checkInput),
  };
}

function newItem(place: number): Item {
  const state = { kind: 'other', key: '', part: -1, name: '', sent: 0, done: false } as const;
  return { place, waiting: [], told: new Map(), cited: new Map(), ...state };
}

/** Adds to what was told under a key, and returns what of it is new. A whole text that contradicts what was told comes too late. */
function take(item: Item, key: string, { text, whole }: { readonly text: string; readonly whole: boolean }): string {
  const before = item.told.get(key) ?? '';
  const added = whole ? (text.startsWith(before) ? text.slice(before.length) : '') : text;
  if (added !== '') item.told.set(key, before + added);
  return added;
}

function checkInput(json: string): void {
  if (isTooDeep(parseInput(json))) throw new Fault('garbled', 'The input of a tool call is nested too deeply');
}

function placeOf(data: Json, last: number): number {
  const index = at(data, 'output_index');
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : last;
}

/** What an item is, where the event shows it. */
function kindOf(data: Json): Item['kind'] | null {
  switch (typeOf(at(data, 'item')) || typeOf(data)) {
    case 'function_call':
    case 'response.function_call_arguments.delta':
    case 'response.function_call_arguments.done':
      return 'json';
    case 'custom_tool_call':
    case 'response.custom_tool_call_input.delta':
    case 'response.custom_tool_call_input.done':
      return 'text';
    case 'reasoning':
      return 'thought';
    case 'message':
      return 'words';
    default:
      return /^response\.reasoning_/.test(typeOf(data)) ? 'thought' : null;
  }
}

type Place = { readonly response: string; readonly place: number };

function wordsOf(data: Json, place: Place): readonly Word[] {
  const delta = textAt(data, 'delta');
  const key = `${numberAt(data, 'content_index')}`;
  switch (typeOf(data)) {
    case 'response.output_item.added':
      return named(at(data, 'item'), place);
    case 'response.output_item.done':
      return [...itemWords(at(data, 'item'), place), { say: 'done' }];
    case 'response.output_text.delta':
      return [{ say: 'text', key: `text ${key}`, text: delta, whole: false }];
    case 'response.output_text.done':
      return [{ say: 'text', key: `text ${key}`, text: textAt(data, 'text'), whole: true }];
    case 'response.output_text.annotation.added':
      return [{ say: 'citations', key: `text ${key}`, all: [at(data, 'annotation') ?? null], whole: false }];
    case 'response.refusal.delta':
      return [{ say: 'refusal', key: `refusal ${key}`, text: delta, whole: false }];
    case 'response.refusal.done':
      return [{ say: 'refusal', key: `refusal ${key}`, text: textAt(data, 'refusal'), whole: true }];
    case 'response.content_part.done':
      return contentWords(at(data, 'part'), key);
    case 'response.function_call_arguments.delta':
    case 'response.custom_tool_call_input.delta':
      return [{ say: 'input', text: delta, whole: false }];
    case 'response.function_call_arguments.done':
      // LM Studio tells all of the input here and nowhere before.
      return [{ say: 'input', text: textAt(data, 'arguments'), whole: true }];
    case 'response.custom_tool_call_input.done':
      return [{ say: 'input', text: textAt(data, 'input'), whole: true }];
    default:
      return thoughtWords(data);
  }
}

/** A thought is told as its summary, or where there is none, as it is. Paragraphs of a summary come one after the other. */
function thoughtWords(data: Json): readonly Word[] {
  const summary = numberAt(data, 'summary_index');
  switch (typeOf(data)) {
    case 'response.reasoning_summary_part.added':
      return summary > 0 ? [{ say: 'thinking', key: 'summary', text: '\n\n', whole: false }] : [];
    case 'response.reasoning_summary_text.delta':
      return [{ say: 'thinking', key: 'summary', text: textAt(data, 'delta'), whole: false }];
    case 'response.reasoning_text.delta':
      return [{ say: 'thinking', key: 'content', text: textAt(data, 'delta'), whole: false }];
    default:
      return [];
  }
}

/** The name of a call, as soon as it is known. */
function named(item: Json | undefined, { response, place }: Place): readonly Word[] {
  if (!/^(function_call|custom_tool_call)$/.test(typeOf(item)) || textAt(item, 'name') === '') return [];
  const id = textAt(item, 'call_id') || textAt(item, 'id') || spareCallId(response, place);
  return [{ say: 'name', id, name: flatName(textAt(item, 'namespace'), textAt(item, 'name')) }];
}

/** All that a complete item says; what was told before is left out later. */
function itemWords(item: Json | undefined, place: Place): readonly Word[] {
  switch (typeOf(item)) {
    case 'message':
      return listAt(item, 'content').flatMap((part, index) => contentWords(part, `${index}`));
    case 'reasoning': {
      const seal = textAt(item, 'encrypted_content');
      const text = thoughtIn(item ?? null);
      if (textAt(item, 'id').startsWith(CALL_SEAL_ID) && text === '') return [];
      return [
        { say: 'thinking', key: listAt(item, 'summary').length > 0 ? 'summary' : 'content', text, whole: true },
        ...(seal === '' ? [] : [{ say: 'seal', seal } as const]),
      ];
    }
    case 'function_call': {
      const written = at(item, 'arguments');
      const text = isObject(written) ? JSON.stringify(written) : textAt(item, 'arguments');
      return [...named(item, place), { say: 'input', text, whole: true }];
    }
    case 'custom_tool_call':
      return [...named(item, place), { say: 'input', text: textAt(item, 'input'), whole: true }];
    default:
      return [];
  }
}

function contentWords(part: Json | undefined, key: string): readonly Word[] {
  switch (typeOf(part)) {
    case 'output_text':
      return [
        { say: 'text', key: `text ${key}`, text: textAt(part, 'text'), whole: true },
        { say: 'citations', key: `text ${key}`, all: listAt(part, 'annotations'), whole: true },
      ];
    case 'refusal':
      return [{ say: 'refusal', key: `refusal ${key}`, text: textAt(part, 'refusal'), whole: true }];
    default:
      return [];
  }
}
