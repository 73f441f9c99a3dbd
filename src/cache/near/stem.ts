import { list, type WordList } from './words.ts';

const ENDINGS: readonly (readonly [string, string])[] = [
  ['ies', 'y'],
  ['sses', 'ss'],
  ['ches', 'ch'],
  ['shes', 'sh'],
  ['xes', 'x'],
  ['ing', ''],
  ['ed', ''],
  ['s', ''],
];

/** Endings that are no plural and no form of a verb. */
const KEPT: WordList = list('ss us is ous');

/** A word without the ending of its number or tense; only to find and to distrust, never to prove that two are the same. */
export function stemOf(word: string): string {
  if (word.length < 4 || [...KEPT].some((ending) => word.endsWith(ending))) return word;
  for (const [ending, instead] of ENDINGS) {
    if (!word.endsWith(ending) || word.length - ending.length < 3) continue;
    const stem = word.slice(0, word.length - ending.length) + instead;
    return endOf(stem);
  }
  return endOf(word);
}

/** `disable` and `disabl(ing)`, `stop` and `stopp(ed)`. */
function endOf(stem: string): string {
  if (stem.length > 3 && stem.endsWith('e')) return stem.slice(0, -1);
  const twice = stem.length > 3 && stem.at(-1) === stem.at(-2) && !'ls'.includes(stem.at(-1) ?? '');
  return twice ? stem.slice(0, -1) : stem;
}
