import { type Reading, readingOf } from './reading.ts';
import { straightened } from './tokens.ts';
import { FOREIGN, FUNCTION_WORDS, NOW_AND_HERE, OPENERS, RECKONING } from './words.ts';

/** What was measured is about as long as this at most; see docs/decisions/near-answers.md. */
const CHARACTERS_MAX = 200;
const WORDS_MAX = 32;
/** With less that says something, an article alone may change what is asked. */
const CONTENT_WORDS_MIN = 1;
/** The least share of English words that join and point. Questions in English have about half. */
const ENGLISH_SHARE_MIN = 0.25;

/** All that a question of the measured kind is written with. */
const PLAIN_TEXT = /^[A-Za-z0-9 .,?!'"():;/&%$-]*$/;
/** What only code, paths, addresses and formulas have. */
const CODE =
  /[\w)]\(|\(\)|\(\w+\(|::|\/\/|\/\w+\/|\\|--|&&|;\s*\S|\w\.\w+\(|\b\w+\.(?:js|ts|py|java|cpp|html?|css|json|xml|ya?ml|exe|sh|sql)\b|[a-z]+[A-Z]+[a-z]+[A-Z]|\b[a-z]+_[a-z]+\b/;
const ADDRESS = /https?:|www\.|@|\b[\w-]+\.(?:com|org|net|io|dev|edu|gov|info|co)\b/i;
/** A number of many digits, or letters and digits in one word of some length. */
const IDENTIFIER = /\d{6,}|\b(?=\w*\d)(?=\w*[a-z])\w{7,}\b|\b[0-9a-f]{4,}-[0-9a-f-]{4,}/i;
const FORMULA = /\d\s*[-+*/x^:]\s*\d|[a-z]\s*[=^]|\d\s*!/i;

/** `why`: for which kind of text nothing was measured. */
export type Measured =
  | { readonly kind: 'question'; readonly reading: Reading }
  | { readonly kind: 'other'; readonly why: string };

/** A text as a question of the kind for which it was measured when two are the same: one short one in plain English. */
export function measured(text: string): Measured {
  // Spaces aside, but nobody reads a book to see that it is one.
  if (text.length > 2 * CHARACTERS_MAX) return { kind: 'other', why: 'long' };
  const plain = straightened(text);
  const why = whyNotPlain(plain) ?? (text.trim().includes('\n') ? 'long' : null);
  if (why !== null) return { kind: 'other', why };
  const reading = readingOf(plain);
  const other = whyNoQuestion(reading);
  return other === null ? { kind: 'question', reading } : { kind: 'other', why: other };
}

function whyNotPlain(plain: string): string | null {
  if (plain.length > CHARACTERS_MAX) return 'long';
  if (ADDRESS.test(plain)) return 'id';
  if (/[^\x20-\x7e]/.test(plain)) return 'language';
  if (!PLAIN_TEXT.test(plain) || CODE.test(plain)) return 'code';
  if (IDENTIFIER.test(plain)) return 'id';
  return FORMULA.test(plain) ? 'arithmetic' : null;
}

function whyNoQuestion({ frame, rest, tokens }: Reading): string | null {
  const words = tokens.flatMap(({ kind, text }) => (kind === 'word' ? [text] : []));
  if (words.length > WORDS_MAX) return 'long';
  if (tokens.some(({ text }) => ['.', '?', '!', ';', ':'].includes(text))) return 'several sentences';
  if (frame === '' && !OPENERS.has(rest[0]?.text ?? '')) return 'no question';
  const joining = words.filter((word) => FUNCTION_WORDS.has(word)).length;
  if (joining < words.length * ENGLISH_SHARE_MIN || words.some((word) => FOREIGN.has(word))) return 'language';
  if (words.some((word) => NOW_AND_HERE.has(word))) return 'now or here';
  if (tokens.some(({ kind }) => kind === 'number') && words.some((word) => RECKONING.has(word))) return 'arithmetic';
  const content = tokens.filter(({ kind, text }) => kind !== 'mark' && !FUNCTION_WORDS.has(text));
  return content.length < CONTENT_WORDS_MIN ? 'short' : null;
}
