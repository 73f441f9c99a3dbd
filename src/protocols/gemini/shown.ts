import { at, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import { parseData } from '../frame.ts';
import type { Shown } from '../protocol.ts';
import { eventsIn } from '../shown.ts';

/** What a caller has got of a stream of events: every piece of an answer looks like a whole one, and so the rest can, too. */
export function shown(bytes: Uint8Array): Shown {
  return shownIn(eventsIn(bytes, 'sse').map(parseData));
}

/** The same for a list that is not closed yet. */
export function shownList(bytes: Uint8Array): Shown {
  const pieces: Json = JSON.parse(`${Buffer.from(bytes).toString('utf8')}]`);
  return shownIn(listAt(pieces));
}

function shownIn(pieces: readonly Json[]): Shown {
  let text = '';
  let id = '';
  let free = pieces.length > 0;
  for (const piece of pieces) {
    const [candidate, ...others] = listAt(piece, 'candidates');
    id ||= textAt(piece, 'responseId');
    free &&= !isObject(at(piece, 'error')) && others.length === 0 && numberAt(candidate, 'index') === 0;
    free &&= textAt(candidate, 'finishReason') === '' && at(piece, 'promptFeedback', 'blockReason') === undefined;
    for (const part of listAt(candidate, 'content', 'parts')) {
      if (at(part, 'thought') !== true) text += textAt(part, 'text');
      free &&= isObject(part) && Object.keys(part).every((key) => WORDS.has(key));
    }
  }
  return { text, resumed: free ? { nextPart: 0, openPart: 0, openText: true, told: { id } } : null };
}

/** The fields of a part that holds nothing but words or a thought. */
const WORDS: ReadonlySet<string> = new Set(['text', 'thought', 'thoughtSignature']);
