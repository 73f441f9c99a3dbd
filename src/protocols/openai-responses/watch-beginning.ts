import { at, isObject, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Resumed } from '../protocol.ts';
import { MINTED_THOUGHT, message, outputText } from './output-items.ts';
import { typeOf } from './terms.ts';

/** An item as far as it was shown. */
type Shown = { readonly item: JsonObject; readonly summary: string; readonly content: string; readonly done: boolean };

export type Beginning = {
  readonly follow: (data: Json) => void;
  readonly resumed: () => Resumed;
};

/**
 * Remembers the beginning of a stream, as long as nothing but thoughts were shown: whoever goes on behind it has to use its ids and
 * to repeat its items at the end.
 */
export function followBeginning(): Beginning {
  const items = new Map<number, Shown>();
  let id = '';
  let sequence = 0;
  let last = -1;

  const grow = (place: number, key: 'summary' | 'content', text: string): void => {
    const shown = items.get(place);
    if (shown !== undefined) items.set(place, { ...shown, [key]: shown[key] + text });
  };

  return {
    follow: (data) => {
      id ||= textAt(data, 'response', 'id');
      sequence = Math.max(sequence, numberAt(data, 'sequence_number') + 1);
      const place = numberAt(data, 'output_index');
      const item = at(data, 'item');
      switch (typeOf(data)) {
        case 'response.output_item.added':
        case 'response.output_item.done':
          if (!isObject(item)) return;
          items.set(place, { item, summary: '', content: '', done: typeOf(data) === 'response.output_item.done' });
          last = Math.max(last, place);
          return;
        case 'response.reasoning_summary_part.added':
          if (numberAt(data, 'summary_index') > 0) grow(place, 'summary', '\n\n');
          return;
        case 'response.reasoning_summary_text.delta':
          grow(place, 'summary', textAt(data, 'delta'));
          return;
        case 'response.reasoning_text.delta':
          grow(place, 'content', textAt(data, 'delta'));
      }
    },
    resumed: () => {
      const shown = [...items].toSorted(([one], [other]) => one - other);
      const [openPart, open] = shown.findLast(([, { done }]) => !done) ?? [-1, null];
      const output = shown.filter(([place]) => place !== openPart).map(([, one]) => itemOf(one));
      const told = { id, sequence, output, ...(open !== null && { open: itemOf(open) }) };
      const isText = open !== null && typeOf(open.item) !== 'reasoning';
      return { nextPart: last + 1, openPart, ...(isText && { openText: true }), told };
    },
  };
}

/** The item as it has to be closed: a thought with what it said, and without the seal that never came. */
function itemOf({ item, summary, content, done }: Shown): JsonObject {
  if (done) return item;
  if (typeOf(item) === 'message') return message(textAt(item, 'id'), outputText('', []), 'completed');
  if (typeOf(item) !== 'reasoning') return item;
  return {
    id: textAt(item, 'id'),
    type: 'reasoning',
    summary: summary === '' ? [] : [{ type: 'summary_text', text: summary }],
    ...(content !== '' && { content: [{ type: 'reasoning_text', text: content }] }),
    ...MINTED_THOUGHT,
  };
}
