import type { Entry } from '../../../cache/entry.ts';
import { whyApart } from '../../../cache/near/guards.ts';
import { measured } from '../../../cache/near/measured.ts';
import type { Tier } from '../../../cache/near/partitions.ts';
import type { NearQuestion } from '../../../cache/near/question.ts';
import type { Asked } from '../../asked.ts';
import type { Engine } from '../../engine.ts';
import type { Question } from '../question.ts';
import { type Answered, judge } from './judge.ts';
import { aliasOf, CHECKED_SHARE, demote, entryOf, keepAlias, verbatims } from './other-words.ts';

/** Two questions with less in common are not worth asking about. */
const SHARE_MIN = 0.6;

/** What an answer that has just been kept teaches of the same question in other words. Nobody waits for it. */
export function learn(by: Asked, question: Question, entry: Entry, engine: Engine): void {
  const near = question.near();
  if (near === null) return;
  const { unchecked, partitions } = engine.wordings;
  const isWanted = unchecked.delete(question.key.id);
  teach({ by, near, entry, isWanted, learnsAliases: question.cache.near === 'alias' }, engine);
  partitions.of(near).add(near.text);
}

type Lesson = {
  readonly by: Asked;
  readonly near: NearQuestion;
  readonly entry: Entry;
  /** An answer in other words was given to it, and is to be checked. */
  readonly isWanted: boolean;
  readonly learnsAliases: boolean;
};

/** One thing at a time: an alias is checked, else what would have been given, else a new alias is looked for. */
function teach(lesson: Lesson, engine: Engine): void {
  const { near, isWanted, learnsAliases } = lesson;
  const alias = learnsAliases ? aliasOf(near, engine) : null;
  if (alias !== null && alias.demotedAtMs === null) {
    const other = entryOf(near, alias.of, engine);
    if (other === null) return;
    return check('alias', lesson, { text: alias.of, entry: other }, engine, () => demote(near, alias, engine));
  }
  const isSampled = isWanted || engine.world.random() < CHECKED_SHARE;
  const [best] = isSampled || learnsAliases ? verbatims(near, engine) : [];
  if (best === undefined) {
    if (learnsAliases && alias === null) approve(lesson, engine);
  } else if (isSampled) check('near', lesson, { text: best.of, entry: best.entry }, engine, () => {});
}

type Other = { readonly text: string; readonly entry: Entry };

/** Compares the answer that was given, or would have been, with the one that a model has given now. */
function check(tier: Tier, { by, near, entry }: Lesson, other: Other, engine: Engine, disproved: () => void): void {
  const partition = engine.wordings.partitions.of(near);
  const pair = [answeredOf(near.text, entry), answeredOf(other.text, other.entry)] as const;
  const seen = (isRight: boolean): void => {
    partition.checked(tier, isRight);
    if (!isRight) disproved();
  };
  if (plain(pair[0].answer) === plain(pair[1].answer)) return seen(true);
  judge(by, pair, engine, (judgement) => {
    if (judgement !== null) seen(judgement.verdict === 'same');
  });
}

/** Asks whether the nearest of the other questions has the same answer, and writes down that it has. */
function approve({ by, near, entry }: Lesson, engine: Engine): void {
  const found = engine.wordings.partitions
    .of(near)
    .find(near.text)
    .find(({ text, share }) => share >= SHARE_MIN && mayBeSame(near, text));
  const other = found === undefined ? null : entryOf(near, found.text, engine);
  if (found === undefined || other === null) return;
  const { text } = found;
  // Who is the same as another one has had the other one judged with it.
  const back = aliasOf(near, engine, text);
  if (back?.of === near.text) {
    if (back.demotedAtMs === null) keepAlias(near, { ...back, of: text }, engine);
    return;
  }
  judge(by, [answeredOf(near.text, entry), answeredOf(text, other)], engine, (judgement) => {
    if (judgement?.verdict === 'same') keepAlias(near, { of: text, votes: judgement.votes, demotedAtMs: null }, engine);
  });
}

/** No judge is asked about what differs in a number, a name or a direction: judges are fooled by those. */
function mayBeSame({ reading }: NearQuestion, text: string): boolean {
  const other = measured(text);
  return other.kind === 'question' && whyApart(reading, other.reading) === null;
}

function answeredOf(question: string, { reply }: Entry): Answered {
  const answer = reply.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  return { question, answer };
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
