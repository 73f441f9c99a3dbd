import type { Json } from '../model/json.ts';
import { at, listAt, textAt } from './reading.ts';
import type { StreamEvent } from './follow.ts';

/**
 * The words of an answer as they come, whatever its dialect: no thinking, no calls of tools, and of several answers the first.
 * Ends, and throws, as the stream does.
 */
export async function* textOf(stream: AsyncIterable<StreamEvent>): AsyncGenerator<string, void, undefined> {
  for await (const { data } of stream) {
    const text = pieceIn(data);
    if (text !== '') yield text;
  }
}

/** The words of a whole answer, in the same way. */
export function textIn(body: Json): string {
  return (
    wordsIn(listAt(body, 'content')) ||
    textAt(listAt(body, 'choices').find(isFirst) ?? null, 'message', 'content') ||
    listAt(body, 'output')
      .map((item) => wordsIn(listAt(item, 'content')))
      .join('') ||
    geminiText(body) ||
    textAt(body, 'message', 'content')
  );
}

function pieceIn(data: Json): string {
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
    .filter(isFirst)
    .map((choice) => textAt(choice, 'delta', 'content'))
    .join('');
}

function geminiText(data: Json): string {
  return wordsIn(listAt(data, 'candidates', 0, 'content', 'parts').filter((part) => at(part, 'thought') !== true));
}

function wordsIn(parts: readonly Json[]): string {
  return parts.map((part) => textAt(part, 'text')).join('');
}

function isFirst(choice: Json): boolean {
  return (at(choice, 'index') ?? 0) === 0;
}
