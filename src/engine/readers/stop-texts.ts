import { Fault } from '../../model/fault.ts';
import type { ReplyEvent } from '../../model/reply.ts';
import type { Change } from './translate.ts';

/** Vendors take 4 to 16 stop texts of a few words. */
const STOPS_MAX = 64;
/** UTF-16 units. */
const STOP_LENGTH_MAX = 1_000;

/**
 * Ends an answer where one of the caller's stop texts begins, for providers that cannot. What might be the beginning of one is
 * held back until it is known. `over` comes once, when the rest of the answer is not needed. Throws `unsayable` for more than can be
 * looked for in every piece of an answer.
 */
export function stopAt(stops: readonly string[]): Change {
  if (stops.length > STOPS_MAX || stops.some(({ length }) => length > STOP_LENGTH_MAX))
    throw new Fault('unsayable', 'Stop texts that are so many or so long cannot be looked for');
  let held = '';
  let part = -1;
  let over = false;

  const release = (): readonly ReplyEvent[] => {
    if (held === '') return [];
    const text = held;
    held = '';
    return [{ type: 'text', part, text }];
  };

  return (event) => {
    if (over) return event.type === 'usage' || event.type === 'fault' ? [event] : [];
    if (event.type !== 'text') return 'part' in event || event.type === 'end' ? [...release(), event] : [event];
    const before = event.part === part ? [] : release();
    ({ part } = event);
    const text = held + event.text;
    const found = first(text, stops);
    if (found !== null) {
      over = true;
      held = '';
      const kept = text.slice(0, found.at);
      const end: ReplyEvent = { type: 'end', stop: 'stop-sequence', stopSequence: found.stop };
      return [...before, ...(kept === '' ? [] : [{ ...event, text: kept }]), end];
    }
    const keep = longestBeginning(text, stops);
    held = text.slice(text.length - keep);
    return [...before, ...(keep === text.length ? [] : [{ ...event, text: text.slice(0, text.length - keep) }])];
  };
}

/** The one that is whole first, as for who writes the text: where its pieces are cut makes no difference then. */
function first(text: string, stops: readonly string[]): Match | null {
  let best: Match | null = null;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at >= 0 && (best === null || isSooner({ at, stop }, best))) best = { at, stop };
  }
  return best;
}

type Match = { readonly at: number; readonly stop: string };

function isSooner(one: Match, other: Match): boolean {
  const [end, otherEnd] = [one.at + one.stop.length, other.at + other.stop.length];
  return end < otherEnd || (end === otherEnd && one.at < other.at);
}

/** How many characters at the end of the text could be the beginning of a stop text. */
function longestBeginning(text: string, stops: readonly string[]): number {
  const most = Math.min(text.length, Math.max(...stops.map(({ length }) => length - 1)));
  for (let length = most; length > 0; length -= 1) {
    const end = text.slice(text.length - length);
    if (stops.some((stop) => stop.startsWith(end))) return length;
  }
  return 0;
}
