import type { Part } from '../../model/conversation.ts';
import type { Json } from '../../model/json.ts';
import { NO_USAGE, type Reply } from '../../model/reply.ts';
import { citationsOf, nothingKnown, readSnapshot } from './snapshot.ts';

/** Reads a whole answer of `chat`. Nobody says how many tokens it took. */
export function parseResponse(body: Json): Reply {
  const snapshot = readSnapshot(body, nothingKnown());
  const { id, text, refused } = snapshot;
  const citations = refused ? [] : citationsOf(snapshot);
  const said: Part = refused
    ? { type: 'refusal', text }
    : { type: 'text', text, ...(citations.length > 0 && { citations }) };
  return {
    id,
    model: '',
    parts: text === '' ? [] : [said],
    stop: refused ? 'refused' : 'done',
    stopSequence: '',
    usage: NO_USAGE,
  };
}
