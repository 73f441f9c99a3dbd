import { type Frame, FRAMES, LEAD_INS, LEAD_OUTS } from './frames.ts';
import { SPELLINGS } from './spelling.ts';
import { stemOf } from './stem.ts';
import { type Token, tokensOf } from './tokens.ts';
import { ABOUT_WORDS, FUNCTION_WORDS, PERSONS } from './words.ts';

/** A question as it is compared with others. */
export type Reading = {
  /** The kind of beginning that it has, and how that is written here; both empty where it has none of those. */
  readonly frame: string;
  readonly opening: string;
  /** What stands behind the opening, in order. */
  readonly rest: readonly Token[];
  /** All of it, as it is written. */
  readonly tokens: readonly Token[];
  /** Does its writer use capitals only where a sentence begins, for every word, or for every letter? Then they say nothing. */
  readonly isPlain: boolean;
  /** Are words themselves asked about? Then their forms are the question. */
  readonly isAboutWords: boolean;
};

export function readingOf(text: string): Reading {
  const tokens = tokensOf(text);
  const asked = straight(withoutManners(tokens));
  const words = asked.map(({ text: word }) => word);
  const whole = { tokens, isPlain: isPlain(tokens), isAboutWords: words.some((word) => ABOUT_WORDS.has(word)) };
  for (const { name, openings, unless, only, isAlone = false } of FRAMES) {
    const opening = openings.find((one) => startsWith(words, one.split(' ')));
    if (opening === undefined) continue;
    const rest = asked.slice(opening.split(' ').length);
    const [next] = rest;
    if (next === undefined || unless.has(next.text) || !fits(next.text, only)) continue;
    if (isAlone && rest.some(({ text: word }) => PERSONS.has(word))) continue;
    return { frame: name, opening, rest, ...whole };
  }
  return { frame: '', opening: '', rest: asked, ...whole };
}

function fits(word: string, only: Frame['only']): boolean {
  if (only === null) return true;
  return only instanceof RegExp ? only.test(word) : only.has(word);
}

/** What it is about: by these it is found. */
export function termsOf({ tokens }: Pick<Reading, 'tokens'>): readonly string[] {
  return tokens.flatMap(({ kind, text }) => {
    if (kind === 'mark' || FUNCTION_WORDS.has(text)) return [];
    return [stemOf(spelled(text))];
  });
}

/** A word as most spell it. */
export function spelled(word: string): string {
  return (Object.hasOwn(SPELLINGS, word) ? SPELLINGS[word] : undefined) ?? word;
}

function startsWith(words: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((word, place) => words[place] === word);
}

function withoutManners(tokens: readonly Token[]): readonly Token[] {
  let left = tokens;
  for (;;) {
    const words = left.map(({ text }) => text);
    const before = LEAD_INS.find((one) => startsWith(words, one.split(' ')));
    const after = LEAD_OUTS.find((one) => startsWith(words.slice(-one.split(' ').length), one.split(' ')));
    const from = before === undefined ? 0 : before.split(' ').length;
    const to = words.length - (after === undefined ? 0 : after.split(' ').length);
    // The comma behind `hello` goes with it.
    const next = left.slice(from > 0 && words[from] === ',' ? from + 1 : from, to);
    if (next.length === left.length || next.length < 2) return left;
    left = next;
  }
}

const TO_BE: readonly string[] = ['is', 'are', 'was', 'were'];
const ASKING: readonly string[] = ['what', 'who', 'where', 'when'];

/** `(tell me) what the capital of France is` as `what is the capital of France`. */
function straight(tokens: readonly Token[]): readonly Token[] {
  const [first, second] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || second === undefined || last === undefined) return tokens;
  if (!ASKING.includes(first.text) || !TO_BE.includes(last.text) || TO_BE.includes(second.text)) return tokens;
  const middle = tokens.slice(1, -1);
  const isNoun =
    ['the', 'a', 'an'].includes(second.text) &&
    !middle.some(({ text }) => /^(?:do|does|did|can|could|will|would|should|that|who|which|what)$/.test(text));
  return isNoun ? [first, last, ...middle] : tokens;
}

/** Only words behind the first count: that one has a capital anyway, and so has `I`. */
function isPlain(tokens: readonly Token[]): boolean {
  const words = tokens.slice(1).filter(({ kind, raw }) => kind === 'word' && /[a-z]/i.test(raw) && raw !== 'I');
  const capital = words.filter(({ raw }) => /^[A-Z]/.test(raw));
  return capital.length === 0 || capital.length >= words.length * 0.7;
}
