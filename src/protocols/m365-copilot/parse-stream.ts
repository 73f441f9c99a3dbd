import { Fault } from '../../model/fault.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import { parseData } from '../frame.ts';
import type { Feed, Frame } from '../protocol.ts';
import { untilOver } from '../until-over.ts';
import { citationsOf, nothingKnown, readSnapshot, type Snapshot } from './snapshot.ts';

/**
 * Reads the frames of `chatOverStream`. Each holds the answer from its beginning, so that only what is new in it is told. An answer
 * that was replaced after some of it was told is `garbled`: words cannot be taken back. There is no terminal event; the last frame
 * says in several ways that it is the last, and without any of them the answer was cut.
 */
export function parseStream(): Feed<Frame, ReplyEvent> {
  return untilOver(readFrames());
}

function readFrames(): Feed<Frame, ReplyEvent> {
  const known = nothingKnown();
  let latest: Snapshot | null = null;
  let told = '';

  const goOn = (text: string): readonly ReplyEvent[] => {
    if (text.startsWith(told)) {
      const more = text.slice(told.length);
      told = text;
      return more === '' ? [] : [{ type: 'text', part: 0, text: more }];
    }
    // Blanks at the end come and go.
    if (told.trimEnd() === text.trimEnd()) return [];
    throw new Fault('garbled', 'The answer was replaced after a part of it had been told');
  };

  const finish = (snapshot: Snapshot): readonly ReplyEvent[] => {
    const { text, refused } = snapshot;
    if (refused) {
      const words: readonly ReplyEvent[] =
        told === '' && text !== '' ? [{ type: 'refusal', part: 0, text }] : text.startsWith(told) ? goOn(text) : [];
      return [...words, { type: 'end', stop: 'refused', stopSequence: '' }];
    }
    return [
      ...goOn(text),
      ...citationsOf(snapshot).map((citation) => ({ type: 'citation', part: 0, citation }) as const),
      { type: 'end', stop: 'done', stopSequence: '' },
    ];
  };

  return (frame) => {
    if (frame === null) {
      if (latest !== null && (latest.refused || latest.whole !== 'no')) return finish(latest);
      return [{ type: 'fault', fault: new Fault('cut', 'The answer stopped before its end') }];
    }
    if (frame.data.trim() === '' || frame.data === '[DONE]') return [];
    const snapshot = readSnapshot(parseData(frame), known);
    const start: readonly ReplyEvent[] = latest === null ? [{ type: 'start', id: snapshot.id, model: '' }] : [];
    // Some frames in between hold no message at all, and take nothing back.
    const refused = snapshot.refused || latest?.refused === true;
    latest = snapshot.text === '' && latest !== null ? { ...latest, refused } : { ...snapshot, refused };
    if (snapshot.whole === 'sure') return [...start, ...finish(latest)];
    return refused || snapshot.text === '' ? start : [...start, ...goOn(withoutHalf(snapshot.text))];
  };
}

/** Frames are cut at UTF-16 units, so that the last character may be half there, or be a sign in its place. */
function withoutHalf(text: string): string {
  return text.replace(/[\uD800-\uDBFF\uFFFD]$/, '');
}
