import { NO_WISH } from '../../cache/directives.ts';
import type { Entry } from '../../cache/entry.ts';
import type { KeptEvent } from '../../cache/tally.ts';
import { insteadMs } from '../../cache/windows.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { Usage } from '../../model/reply.ts';
import { type CacheRung, parseTarget } from '../../model/route.ts';
import { costOf } from '../../providers/models/facts.ts';
import type { Asked } from '../asked.ts';
import type { Engine } from '../engine.ts';
import { ageOf, type Found } from './labelled-answer.ts';
import type { OwnQuestion, Question } from './question.ts';

// What is counted of requests on routes that keep answers.

/** What answers that are asked for anew are called in the journal. */
export const RENEWAL = 'renewal';

/** Somebody has asked. */
export function noteAsked({ route }: Asked, question: Question | OwnQuestion, { tally, world }: Engine): void {
  tally.asked(route.name, question.kind === 'own' ? null : question.key.id, world.wallMs());
}

/** A kept answer was given. `kind`: to the very same words. */
export function noteGiven(
  asked: Asked,
  question: Question,
  { entry, match }: Found,
  kind: 'fresh' | 'swr' | 'stale',
  engine: Engine,
): void {
  const { tally } = engine;
  const outcome = match === 'exact' ? kind : match;
  const ageMs = ageOf(entry, engine);
  const isOld = ageMs > question.cache.freshMs;
  tally.note({ route: asked.route.name, outcome, reason: '', ageMs: isOld ? ageMs : null });
  tally.saved(usdOf(entry.servedBy, entry.reply.usage, engine));
  noteKept(asked, question, entry, engine);
}

/** None was given, for this reason. */
export function noteOther(
  { route }: Asked,
  outcome: Exclude<KeptEvent['outcome'], 'fresh' | 'swr' | 'stale'>,
  reason: string,
  { tally }: Engine,
): void {
  tally.note({ route: route.name, outcome, reason, ageMs: null });
}

/** A model was asked, and this came of it. `others`: how many more it was for. */
export function noteEnd(
  asked: Asked,
  { mode, servedBy, usage }: RequestEntry,
  { why, others }: { readonly why: string; readonly others: number },
  engine: Engine,
): void {
  const usd = usage === null ? 0 : usdOf(servedBy, usage, engine);
  engine.tally.saved(usd * others);
  if (asked.workflow === RENEWAL) return engine.tally.renewed(usd);
  // What stood in was counted when it was found.
  if (mode !== 'cache') noteOther(asked, mode === 'edition' ? 'edition' : 'miss', why, engine);
}

/** An answer is there, and stays of use for so long. */
export function noteKept({ route }: Asked, { key, cache }: Question, entry: Entry, { tally }: Engine): void {
  const rungs = route.ladder.filter((rung): rung is CacheRung => rung.kind === 'cache');
  const instead = rungs.map((rung) => insteadMs({ cache, wants: NO_WISH }, rung, entry.isConversation));
  tally.answerable(key.id, entry.madeAtMs + Math.max(cache.freshMs + cache.revalidateMs, ...instead));
}

/** What such an answer costs, US dollars; 0 where nobody here knows. */
function usdOf(target: string, usage: Usage, { setup, models }: Engine): number {
  const { provider, model } = parseTarget(target);
  const account = setup.access.get(provider)?.account;
  if (account === undefined) return 0;
  return costOf({ price: models.factsOf(account, model).price }, usage) ?? 0;
}
