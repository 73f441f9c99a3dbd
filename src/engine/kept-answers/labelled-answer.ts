import type { Entry } from '../../cache/entry.ts';
import { type CacheStatus, renderCacheStatus } from '../../cache/status.ts';
import type { Match } from '../../model/journal.ts';
import { NO_USAGE } from '../../model/reply.ts';
import type { Asked } from '../asked.ts';
import type { BelowAnswer } from '../below/below.ts';
import type { Engine } from '../engine.ts';
import type { Question } from './question.ts';

/** An answer that is kept, and how it was found. `of`: the words of the question that it was given to, where they are others. */
export type Found = { readonly entry: Entry; readonly match: Match; readonly of?: string };

/** How long ago it was made, ms. */
export function ageOf({ madeAtMs }: Entry, { world }: Engine): number {
  return Math.max(0, world.wallMs() - madeAtMs);
}

/** An answer that is kept as one that is given now, with all that has to be said of it. `detail`: why it is given although it is not fresh. */
export function labelledAnswer(
  { entry, match, of }: Found,
  { cache }: Question,
  { headers }: Asked,
  engine: Engine,
  detail: string,
): BelowAnswer {
  const ageMs = ageOf(entry, engine);
  const { reply, servedBy, madeAtMs } = entry;
  const details = [detail, match === 'exact' ? '' : `match=${match}`].filter((one) => one !== '').join(', ');
  const status: CacheStatus = { kind: 'hit', ttlMs: cache.freshMs - ageMs, detail: details };
  const age = Math.floor(ageMs / 1_000);
  const { usage } = reply;
  const generated = new Date(madeAtMs).toISOString();
  const question = of === undefined ? {} : { question: of };
  return {
    mode: 'cache',
    match,
    // Nothing was used for it now.
    reply: { ...reply, usage: NO_USAGE },
    servedBy,
    headers: { age: String(age), 'cache-status': renderCacheStatus(status), 'x-failsoft-match': match },
    note:
      headers['x-failsoft-label'] === 'body'
        ? { mode: 'cache', match, ...question, age, generated, servedBy, usage }
        : null,
  };
}
