import { at, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import { thoughtIn } from './response.ts';
import { flatName, spareCallId, typeOf } from './terms.ts';

/**
 * What an event says of its item, in our words and before it has a number: `key` tells the parts of one item apart. `whole` is a
 * text of which a part may have been said already.
 */
export type Word =
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

/** What an item turns out to be. `json` and `text` are calls, by what their input is. */
export type ItemKind = 'words' | 'thought' | 'json' | 'text' | 'other';

/** What an item is, where the event shows it. */
export function kindOf(data: Json): ItemKind | null {
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
      return typeOf(data).startsWith('response.reasoning_') ? 'thought' : null;
  }
}

/** The id of the answer, and the place of the item in it. */
type Place = { readonly response: string; readonly place: number };

/** What an event says of its item. */
export function wordsOf(data: Json, place: Place): readonly Word[] {
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
