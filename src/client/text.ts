import type { Json } from '../model/json.ts';
import { at, listAt, textAt } from './reading.ts';
import type { StreamEvent } from './follow.ts';

/**
 * The words of an answer as they come, whatever its dialect: no thinking, no calls of tools, and of several answers the first.
 * Ends, and throws, as the stream does.
 */
export async function* textOf(stream: AsyncIterable<StreamEvent>): AsyncGenerator<string, void, undefined> {
  for await (const { data } of stream) {
    const text = textIn(data);
    if (text !== '') yield text;
  }
}

function textIn(data: Json): string {
  switch (textAt(data, 'type')) {
    case 'content_block_delta':
      return textAt(data, 'delta', 'text');
    case 'response.output_text.delta':
      return textAt(data, 'delta');
    default:
      return chatText(data) || geminiText(data) || textAt(data, 'message', 'content');
  }
}

function chatText(data: Json): string {
  return listAt(data, 'choices')
    .filter((choice) => at(choice, 'index') === 0)
    .map((choice) => textAt(choice, 'delta', 'content'))
    .join('');
}

function geminiText(data: Json): string {
  return listAt(data, 'candidates', 0, 'content', 'parts')
    .filter((part) => at(part, 'thought') !== true)
    .map((part) => textAt(part, 'text'))
    .join('');
}
