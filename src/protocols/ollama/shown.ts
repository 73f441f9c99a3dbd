import { at, listAt, textAt } from '../../model/json.ts';
import { parseData } from '../frame.ts';
import type { Shown } from '../protocol.ts';
import { eventsIn } from '../shown.ts';

/** What a caller has got of a stream of either endpoint. Nothing has to be closed or said anew. */
export function shown(bytes: Uint8Array): Shown {
  let text = '';
  let free = false;
  for (const frame of eventsIn(bytes, 'ndjson')) {
    const line = parseData(frame);
    text += textAt(line, 'message', 'content') + textAt(line, 'response');
    const isOver = at(line, 'done') === true || at(line, 'error') !== undefined;
    const calls = [...listAt(line, 'message', 'tool_calls'), ...listAt(line, 'tool_calls')];
    if (isOver || calls.length > 0) return { text, resumed: null };
    free = true;
  }
  return { text, resumed: free ? { nextPart: 0, openPart: 0, openText: true } : null };
}
