import { at, textAt } from '../../model/json.ts';
import { parseData } from '../frame.ts';
import type { Shown } from '../protocol.ts';
import { eventsIn } from '../shown.ts';
import { blockType, indexAt } from './terms.ts';

/** What a caller has got of a stream: words go on in the block that is open, or in the next one. */
export function shown(bytes: Uint8Array): Shown {
  let text = '';
  let begun = false;
  let free = true;
  let lastIndex = -1;
  let open: { readonly index: number; readonly kind: string } | null = null;

  for (const frame of eventsIn(bytes, 'sse')) {
    const data = parseData(frame);
    switch (textAt(data, 'type')) {
      case 'message_start':
        begun = true;
        break;
      case 'content_block_start': {
        const kind = blockType(at(data, 'content_block'));
        open = { index: indexAt(data), kind };
        lastIndex = Math.max(lastIndex, open.index);
        free &&= kind === 'text' || kind === 'thinking' || kind === 'redacted_thinking';
        text += textAt(data, 'content_block', 'text');
        break;
      }
      case 'content_block_delta':
        text += textAt(data, 'delta', 'text');
        break;
      case 'content_block_stop':
        open = null;
        break;
      case 'message_delta':
      case 'message_stop':
      case 'error':
        free = false;
    }
  }
  if (!free || !begun) return { text, resumed: null };
  if (open?.kind !== 'text') return { text, resumed: { nextPart: lastIndex + 1, openPart: open?.index ?? -1 } };
  return { text, resumed: { nextPart: open.index, openPart: open.index, openText: true } };
}
