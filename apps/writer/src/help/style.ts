import retextEnglish from 'retext-english';
import retextIndefiniteArticle from 'retext-indefinite-article';
import retextPassive from 'retext-passive';
import retextReadability from 'retext-readability';
import retextRepeatedWords from 'retext-repeated-words';
import retextSimplify from 'retext-simplify';
import { unified } from 'unified';
import writeGood from 'write-good';
import type { Finding } from './report.ts';

const FINDINGS_MAX = 100;

// A part of write-good uses a variable that it does not declare, which modules may only where there is one.
Object.assign(globalThis, { match: null });

/** Retext's checkers want somebody who writes the text down again. */
const checkers = unified()
  .use(retextEnglish)
  .use(retextRepeatedWords)
  .use(retextIndefiniteArticle)
  .use(retextPassive)
  .use(retextSimplify)
  .use(retextReadability, { age: 18, threshold: 5 / 7 })
  .use(function keepAsItIs() {
    this.compiler = () => '';
  });

/** What could read better. It is advice, and never more. */
export async function checkStyle(text: string): Promise<readonly Finding[]> {
  const { messages } = await checkers.process(text);
  const found = messages.flatMap(({ place, reason, expected }): readonly Finding[] => {
    if (place === undefined || !('start' in place)) return [];
    const [from, to] = [place.start.offset ?? 0, place.end.offset ?? 0];
    return [{ from, to, words: text.slice(from, to), why: sentence(reason), instead: expected ?? [] }];
  });
  // What both know is said once.
  const others = writeGood(text, { passive: false, illusion: false, eprime: false, so: false }).map(
    ({ index, offset, reason }): Finding => ({
      from: index,
      to: index + offset,
      words: text.slice(index, index + offset),
      why: sentence(reason),
      instead: [],
    }),
  );
  const isNew = ({ from, to }: Finding): boolean => !found.some((one) => one.from < to && from < one.to);
  return [...found, ...others.filter(isNew)].toSorted((a, b) => a.from - b.from).slice(0, FINDINGS_MAX);
}

function sentence(reason: string): string {
  const plain = reason.replaceAll(/[`“”"]/g, '').trim();
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${/[.!?]$/.test(plain) ? '' : '.'}`;
}
