import type { Reading } from './reading.ts';
import type { Token } from './tokens.ts';
import { list, QUANTIFIERS, UNITS } from './words.ts';

const ARTICLES = list('a an the');
/** Before these an article says something: `few` and `a few`, `have time` and `have the time`, `two` and `the two`. */
const NEEDING = list(`
  few little lot number bit couple one two three four five six seven eight nine ten most best first second third last same other only time
  matter deal ball point way place part question air run break face fortune rest whole world sun moon
`);
/** Behind these, `a` is a letter. */
const LETTERED = list(`
  vitamin hepatitis plan grade section part option type group class influenza flu schedule team series model level blood category exhibit
  appendix figure table box side room gate terminal unit factor column row answer choice variable phase stage form letter key haemophilia
  hemophilia protein point
`);
const TO_BE = list('is are was were be am');
/** What is said behind these makes something one that is known. */
const DEFINING = list('of between for in to behind');

export const isArticle = (token: Token | undefined): boolean => token !== undefined && ARTICLES.has(token.text);

/** Does a question stay the same without the word at a place: an article that could as well not be there? */
export function mayGo({ rest, frame, isAboutWords }: Reading, place: number): boolean {
  const [before, article, next, after] = [rest[place - 1], rest[place], rest[place + 1], rest[place + 2]];
  if (article === undefined || !isArticle(article) || article.raw === 'A' || next?.kind !== 'word') return false;
  // `A TCS interview`, and not `a Christian`.
  const isOfName = article.text !== 'the' && /^[A-Z]{2,}$/.test(next.raw) && /^[a-z]/.test(after?.raw ?? '');
  if (isAboutWords || (/^[A-Z]/.test(next.raw) && !isOfName) || NEEDING.has(next.text) || UNITS.has(next.text))
    return false;
  // `All students` and `all the students`.
  if (before !== undefined && QUANTIFIERS.has(before.text)) return false;
  if (article.text !== 'the') return before === undefined ? frame !== '' : !LETTERED.has(before.text);
  // `What is matter` and `what is the matter`; of what is named, there is one.
  const isNamed = before === undefined || TO_BE.has(before.text);
  return isNamed ? after !== undefined && DEFINING.has(after.text) : !before.text.endsWith('ing');
}
