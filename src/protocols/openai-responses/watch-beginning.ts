import { at, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
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
export function followBeginning(after: Resumed | null): Beginning {
  const items = new Map<number, Shown>();
  const { told } = after ?? {};
  let id = textAt(told, 'id');
  let sequence = numberAt(told, 'sequence');
  let next = numberAt(told, 'next');
  for (const before of listAt(told, 'items')) {
    const item = at(before, 'item');
    if (isObject(item)) items.set(numberAt(before, 'place'), shownAs(item, at(before, 'done') === true));
  }

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
          items.set(place, shownAs(item, typeOf(data) === 'response.output_item.done'));
          next = Math.max(next, place + 1);
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
      const all = [...items]
        .toSorted(([one], [other]) => one - other)
        .map(([place, shown]) => ({ place, item: itemOf(shown), done: shown.done }));
      const open = all.findLast(({ done }) => !done);
      const isText = open !== undefined && typeOf(open.item) !== 'reasoning';
      return {
        nextPart: next,
        openPart: open?.place ?? -1,
        ...(isText && { openText: true }),
        told: { id, sequence, next, items: all },
      };
    },
  };
}

function shownAs(item: JsonObject, done: boolean): Shown {
  const words = (key: string): string =>
    listAt(item, key)
      .map((part) => textAt(part, 'text'))
      .join('\n\n');
  return { item, summary: words('summary'), content: words('content'), done };
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
