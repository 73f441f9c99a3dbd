import type { Entry } from '../../../cache/entry.ts';
import type { Key } from '../../../cache/key.ts';
import { type Alias, packAlias, unpackAlias } from '../../../cache/near/alias.ts';
import { isSuspended } from '../../../cache/near/evidence.ts';
import { measured } from '../../../cache/near/measured.ts';
import type { Tier } from '../../../cache/near/partitions.ts';
import type { NearQuestion } from '../../../cache/near/question.ts';
import { likeness } from '../../../cache/near/verbatim.ts';
import type { Asked } from '../../asked.ts';
import type { Engine } from '../../engine.ts';
import type { Question } from '../question.ts';

/** An answer to a question in other words. `of`: those words. */
export type OtherWords = { readonly match: Tier; readonly entry: Entry; readonly of: string };

/** The share of such answers that are checked: somebody is asked all the same, and the two answers are compared. */
export const CHECKED_SHARE = 0.02;
/** Such answers that wait to be checked until somebody can be asked. */
const UNCHECKED_MAX = 20;

/** What is approved of a question, or of the same request in other words; null when nothing is. */
export function aliasOf(near: NearQuestion, { wordings, world }: Engine, text = near.text): Alias | null {
  const key = keyFor(near, text);
  return key === null ? null : unpackAlias(wordings.notes.find('alias', { ...near.own, key }, world.wallMs()));
}

/** The key of a question, or of the same request in other words. */
function keyFor(near: NearQuestion, text: string): Key | null {
  return text === near.text ? near.own.key : near.keyOf(text);
}

export function keepAlias(near: NearQuestion, alias: Alias, { wordings, world }: Engine, text = near.text): void {
  const key = keyFor(near, text);
  if (key !== null) wordings.notes.keep('alias', { ...near.own, key }, packAlias(alias), world.wallMs());
}

/** Two questions are not the same after all, whichever is taken for the other. */
export function demote(near: NearQuestion, alias: Alias, engine: Engine): void {
  const demotedAtMs = engine.world.wallMs();
  keepAlias(near, { ...alias, demotedAtMs }, engine);
  const back = aliasOf(near, engine, alias.of);
  if (back?.of === near.text) keepAlias(near, { ...back, demotedAtMs }, engine, alias.of);
}

/** The answer to the question of which this one is an alias. */
export function byAlias(question: Question, engine: Engine): OtherWords | null {
  if (question.cache.near !== 'alias') return null;
  const near = question.near();
  const alias = near === null ? null : aliasOf(near, engine);
  if (near === null || alias === null || alias.demotedAtMs !== null) return null;
  const entry = entryOf(near, alias.of, engine);
  if (entry === null || isSuspended(engine.wordings.partitions.of(near).rate('alias'))) return null;
  return { match: 'alias', entry, of: alias.of };
}

/** The answer to a question that is this one but for how it is written. */
export function byVerbatim(question: Question, engine: Engine): OtherWords | null {
  const near = question.near();
  const [best] = near === null ? [] : verbatims(near, engine);
  if (near === null || best === undefined) return null;
  return isSuspended(engine.wordings.partitions.of(near).rate('near')) ? null : best;
}

/** Every answer to a question that is this one but for how it is written, the most alike first. */
export function verbatims(near: NearQuestion, engine: Engine): readonly OtherWords[] {
  const partition = engine.wordings.partitions.of(near);
  return partition
    .find(near.text)
    .flatMap(({ text, share }) => {
      // What differs in a word that says something is not looked at.
      if (share < 1) return [];
      const other = measured(text);
      const alike = other.kind === 'other' ? null : likeness(near.reading, other.reading);
      return alike?.kind === 'same' ? [{ text, cost: alike.cost }] : [];
    })
    .toSorted((a, b) => a.cost - b.cost)
    .flatMap(({ text }) => {
      const entry = entryOf(near, text, engine);
      return entry === null ? [] : [{ match: 'near' as const, entry, of: text }];
    });
}

/** What is kept to the same request with other words. The whole of it is compared: only the words may be others. */
export function entryOf(near: NearQuestion, text: string, { answers, world }: Engine): Entry | null {
  const key = near.keyOf(text);
  return key === null ? null : answers.find(near.own.tenant, key, world.wallMs());
}

/** One of some that were given while nobody could be asked is remembered for later. Nobody's own credential is. */
export function sampleForLater(asked: Asked, question: Question, { wordings: { unchecked }, world }: Engine): void {
  if (asked.credential !== null || unchecked.size >= UNCHECKED_MAX || world.random() >= CHECKED_SHARE) return;
  unchecked.set(question.key.id, { asked, question, isAsked: false });
}
