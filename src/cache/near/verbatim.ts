import { isArticle, mayGo } from './articles.ts';
import { isName, sameBarCapitals, type Written } from './capitals.ts';
import { whyNotAlike } from './guards.ts';
import { type Reading, spelled } from './reading.ts';
import { isPluralOf } from './spelling.ts';
import { FUNCTION_WORDS, list } from './words.ts';

/**
 * What each difference costs that two writers of one question may have. Any other one has no price: then it is another question. Weighed by
 * hand and measured, see docs/decisions/near-answers.md.
 */
const COSTS = {
  /** `how can I` for `how to`. */
  opening: 2,
  /** `what are` for `what is`. */
  number: 4,
  /** `colour` for `color`. */
  spelling: 1,
  /** `india` for `India`. */
  capital: 1,
  /** `phones` for `phone`. */
  plural: 4,
  /** `which country` for `what country`. */
  asking: 1,
  /** `are` for `is`. */
  agreement: 1,
  /** `the` where the other one has no article. */
  article: 3,
} as const satisfies Readonly<Record<string, number>>;

/** With so much in all they are still the same. */
const COST_MAX = 11;
/** The same for questions that say so little that each word counts. */
const SHORT_COST_MAX = 7;
const SHORT_WORDS = 2;

/** `cost`: what the differences come to. `why`: the first in which they are not the same. */
export type Likeness =
  | { readonly kind: 'same'; readonly cost: number }
  | { readonly kind: 'apart'; readonly why: string };

/** Are two questions one, but for how it is written? The rules of policy P1: hard guards, then the price of what differs. Symmetric. */
export function likeness(a: Reading, b: Reading): Likeness {
  const guard = a.frame === b.frame ? whyNotAlike(a, b) : 'opening';
  if (guard !== null) return { kind: 'apart', why: guard };
  const cost = costOfRest(a, b);
  if (cost === null) return { kind: 'apart', why: 'words' };
  const opening = a.frame === 'what is' ? COSTS.number : COSTS.opening;
  const all = cost + (a.opening === b.opening ? 0 : opening);
  return all <= costMax(a) ? { kind: 'same', cost: all } : { kind: 'apart', why: 'too much' };
}

function costMax({ rest }: Reading): number {
  const content = rest.filter(({ kind, text }) => kind !== 'mark' && !FUNCTION_WORDS.has(text));
  return content.length <= SHORT_WORDS ? SHORT_COST_MAX : COST_MAX;
}

/** Walks both side by side; null at a difference that has no price. */
function costOfRest(a: Reading, b: Reading): number | null {
  let cost = 0;
  let [i, j] = [0, 0];
  for (;;) {
    const [one, other] = [a.rest[i], b.rest[j]];
    if (one === undefined && other === undefined) return cost;
    const price =
      one === undefined || other === undefined ? null : costOfPair({ token: one, by: a }, { token: other, by: b });
    if (price !== null) {
      cost += price;
      i += 1;
      j += 1;
    } else if (isArticle(one) && isArticle(other)) {
      return null;
    } else if (mayGo(a, i)) {
      cost += COSTS.article;
      i += 1;
    } else if (mayGo(b, j)) {
      cost += COSTS.article;
      j += 1;
    } else return null;
  }
}

const AGREEING: readonly string[] = [
  'is are',
  'are is',
  'was were',
  'were was',
  'do does',
  'does do',
  'has have',
  'have has',
];
/** `What country` and `which country`: at the beginning, with a thing behind it. */
function areAsking({ token, by: { rest } }: Written): boolean {
  const [first, next] = rest;
  return token === first && ['what', 'which'].includes(token.text) && !FUNCTION_WORDS.has(next?.text ?? 'is');
}

/** Of these there is one, or there are several; who asks for one asks for another thing. */
const COUNTED: readonly string[] = ['the most', 'most of all'];
const COUNTING = list('who favorite favourite most least biggest largest');

function isCounted({ frame, rest }: Reading): boolean {
  return COUNTED.includes(frame) || rest.some(({ text }) => COUNTING.has(text));
}

function costOfPair(a: Written, b: Written): number | null {
  const [one, other] = [a.token, b.token];
  if (one.text === other.text) {
    if (one.raw === other.raw || one.kind !== 'word') return 0;
    return sameBarCapitals(a, b) ? COSTS.capital : null;
  }
  if (one.kind !== 'word' || other.kind !== 'word') return null;
  if (spelled(one.text) === spelled(other.text)) return COSTS.spelling;
  if (AGREEING.includes(`${one.text} ${other.text}`)) return COSTS.agreement;
  if (areAsking(a) && areAsking(b)) return COSTS.asking;
  if (isName(a) || isName(b) || isCounted(a.by) || a.by.isAboutWords) return null;
  return isPluralOf(one.text, other.text) ? COSTS.plural : null;
}
