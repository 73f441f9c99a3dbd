import { fine, type Look, wrong } from './candidate.ts';
import { proseOf, wordsOf } from './prose.ts';

/** Languages that have a script to themselves, or share it with few. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  zh: /\p{Script=Han}/gu,
  ko: /\p{Script=Hangul}/gu,
  ru: /\p{Script=Cyrillic}/gu,
  uk: /\p{Script=Cyrillic}/gu,
  bg: /\p{Script=Cyrillic}/gu,
  el: /\p{Script=Greek}/gu,
  ar: /\p{Script=Arabic}/gu,
  fa: /\p{Script=Arabic}/gu,
  he: /\p{Script=Hebrew}/gu,
  hi: /\p{Script=Devanagari}/gu,
  th: /\p{Script=Thai}/gu,
};

/** The small words that a text in a language cannot do without. */
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    en: 'the of and to in is that for it as was with be by on not this are or at from which have you an they can will has',
    de: 'der die und das in den von zu ist mit nicht ein eine sich auf für dem des im auch wird sind oder bei wie sie es wenn kann',
    fr: 'le la les de des et à un une est en que pour dans qui sur au avec ne pas ce par plus sont ou vous il du cette peut',
    es: 'el la los las de y que en un una es por con para no se del al como su más son lo o este si pero puede sobre',
    it: 'il la di che e è un una per in con non del della le dei si sono da al nel come più gli ha anche lo o può questa',
    pt: 'o a os as de e que em um uma para com não do da no na se por mais é como dos ao ou são você pode esta seu',
    nl: 'de het een van en in is dat op te zijn met voor niet aan er om ook als bij of wordt die naar dit kan uit je door',
    sv: 'och att det i en är som på av för med den till inte ett om har de kan från så eller du vi när sig blir var',
    da: 'og at det i en er som på af for med den til ikke et om har de kan fra så eller du vi når der blev være',
    pl: 'i w na z do nie się jest to że o jak a po co dla od przez przy oraz są lub może jego tym ale który być za',
    cs: 'a v na se je že s z do to o k i pro jako ale by jsou nebo které při od za po jeho není může která tak',
    tr: 've bir bu için ile de da olarak daha çok en gibi olan ne var sonra kadar her değil ise veya hem ancak göre',
    fi: 'ja on ei se että oli en ovat mutta kun tai myös hän voi joka kuin sen jos niin vain ole tämä mukaan',
  }).map(([language, words]) => [language, new Set(words.split(' '))]),
);

/** In a shorter text such words may be missing by chance. */
const WORDS_MIN = 25;
/** A text has at least this share of the small words of its language. */
const SHARE_MIN = 0.08;

/** It is in the language of the slot, as far as that can be told by its script or its small words. */
export const language: Look = ({ body, slot: { format, locale } }) => {
  if (locale === null) return null;
  const wanted = locale.toLowerCase().split('-')[0] ?? '';
  const prose = proseOf(body, format);
  if (!/\p{L}/u.test(prose)) return fine('There are no words in it');
  const script = SCRIPTS[wanted];
  if (script !== undefined) return byScript(prose, wanted, script);
  if (WORDS[wanted] === undefined) return fine(`Nobody here knows ${wanted}; it was not looked at`);
  if (!isIn(/\p{Script=Latin}/gu, prose, 0.5)) return wrong(`It is not in the letters of ${wanted}`);
  const words = wordsOf(prose).filter((word) => !/^\d/.test(word));
  if (words.length < WORDS_MIN) return fine('It is too short to tell its language');
  const shares = Object.keys(WORDS).map((name) => ({ name, share: shareOf(words, name) }));
  const best = shares.reduce((one, other) => (other.share > one.share ? other : one));
  if (best.share < SHARE_MIN) return wrong(`It is not ${wanted}, nor any language known here`);
  return best.name === wanted ? fine(`It is ${wanted}`) : wrong(`It is ${best.name}, not ${wanted}`);
};

function byScript(prose: string, wanted: string, script: RegExp): ReturnType<Look> {
  // Japanese is written with Chinese characters, too; a part of it never is.
  return isIn(script, prose, wanted === 'ja' ? 0.15 : 0.5)
    ? fine(`It is in the script of ${wanted}`)
    : wrong(`It is not in the script of ${wanted}`);
}

/** Is this share of the letters of a script? */
function isIn(script: RegExp, prose: string, share: number): boolean {
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  return (prose.match(script)?.length ?? 0) / letters >= share;
}

function shareOf(words: readonly string[], of: string): number {
  const small = WORDS[of];
  return words.filter((word) => small?.has(word) === true).length / words.length;
}
