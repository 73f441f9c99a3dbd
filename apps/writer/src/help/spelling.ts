import nspell from 'nspell';
import type { Finding } from './report.ts';

const FINDINGS_MAX = 200;
/** Suggestions for one word take up to a tenth of a second, so only the first words get some. */
const SUGGESTED_MAX = 30;
const SUGGESTIONS_MAX = 4;

let dictionary: Promise<ReturnType<typeof nspell>> | null = null;

async function load(): Promise<ReturnType<typeof nspell>> {
  const [aff, dic] = await Promise.all([part('aff'), part('dic')]);
  return nspell({ aff, dic });
}

async function part(name: 'aff' | 'dic'): Promise<string> {
  return (await fetch(new URL(PARTS[name], location.origin))).text();
}

const PARTS = {
  aff: new URL('../../../../node_modules/dictionary-en/index.aff', import.meta.url).href,
  dic: new URL('../../../../node_modules/dictionary-en/index.dic', import.meta.url).href,
};

/** Words that no English dictionary knows. */
export async function checkSpelling(text: string): Promise<readonly Finding[]> {
  dictionary ??= load();
  const spell = await dictionary;
  const known = new Map<string, boolean>();
  const findings: Finding[] = [];
  for (const { 0: word, index } of text.matchAll(/\p{L}[\p{L}’']*\p{L}/gu)) {
    // Names of things and addresses are nobody's mistakes.
    if (isNoWord(text, word, index)) continue;
    const plain = word.replaceAll('’', "'");
    const isFine = known.get(plain) ?? (spell.correct(plain) || spell.correct(americanOf(plain)));
    known.set(plain, isFine);
    if (isFine) continue;
    const instead = findings.length < SUGGESTED_MAX ? spell.suggest(plain).slice(0, SUGGESTIONS_MAX) : [];
    findings.push({ from: index, to: index + word.length, words: word, why: 'Not in the dictionary.', instead });
    if (findings.length >= FINDINGS_MAX) break;
  }
  return findings;
}

/** The dictionary is American; what is right in Britain is no mistake. */
function americanOf(word: string): string {
  return word
    .replace(/our(?=s?$|ed|ing|ite|able|ful|less|hood|ly|er)/, 'or')
    .replace(/is(?=e[sdr]?$|ing$|ation)/, 'iz')
    .replace(/ys(?=e[sdr]?$|ing$)/, 'yz')
    .replace(/tre(?=s?$)/, 'ter')
    .replace(/ll(?=ed$|ing$|er)/, 'l')
    .replace(/ogue(?=s?$)/, 'og')
    .replace(/ence(?=s?$)/, 'ense');
}

function isNoWord(text: string, word: string, index: number): boolean {
  const around = text.slice(Math.max(0, index - 1), index + word.length + 1);
  return /[@/\\_\d]/.test(around) || /^\p{Lu}{2,}s?$/u.test(word) || /\p{Ll}\p{Lu}/u.test(word);
}
