import type { Watch } from '../protocol.ts';

/** Does all of this pass without a look at each event? */
export function isCalm(watch: Watch, events: string): boolean {
  return watch.calmUntil(events) === events.length;
}
