import { areOpposites } from './opposites.ts';
import { type Reading, spelled } from './reading.ts';
import { stemOf } from './stem.ts';
import {
  FUNCTION_WORDS,
  MODALS,
  NEGATIONS,
  PERSONS,
  PREPOSITIONS,
  QUANTIFIERS,
  UNITS,
  type WordList,
} from './words.ts';

/** What must be the same in two questions for one answer to be good for both, whatever else they have in common. */
type Guard = { readonly name: string; readonly holds: (a: Reading, b: Reading) => boolean };

const GUARDS: readonly Guard[] = [
  { name: 'numbers', holds: sameOf((reading) => ofKind(reading, 'number')) },
  { name: 'quotations', holds: sameOf((reading) => ofKind(reading, 'quotation')) },
  { name: 'negation', holds: sameOf((reading) => wordsIn(reading, NEGATIONS)) },
  { name: 'quantity', holds: sameOf((reading) => restIn(reading, QUANTIFIERS)) },
  { name: 'units', holds: sameOf((reading) => wordsIn(reading, UNITS).map(stemOf)) },
  { name: 'opposites', holds: noOpposites },
  { name: 'names', holds: sameNames },
  { name: 'direction', holds: sameDirection },
];

/** The first thing in which two questions differ that no two same questions differ in; null when there is none. */
export function whyApart(a: Reading, b: Reading): string | null {
  return GUARDS.find(({ holds }) => !holds(a, b))?.name ?? null;
}

/** More of that, for questions that nobody judges. */
const STRICT: readonly Guard[] = [
  { name: 'persons', holds: sameOf((reading) => restIn(reading, PERSONS)) },
  { name: 'modals', holds: sameOf((reading) => restIn(reading, MODALS)) },
  { name: 'prepositions', holds: sameOf((reading) => restIn(reading, PREPOSITIONS)) },
  { name: 'marks', holds: sameOf(({ rest }) => ofKind({ tokens: rest }, 'mark')) },
];

export function whyNotAlike(a: Reading, b: Reading): string | null {
  return whyApart(a, b) ?? STRICT.find(({ holds }) => !holds(a, b))?.name ?? null;
}

/** In order: what changes places asks for something else. */
function sameOf(of: (reading: Reading) => readonly string[]): Guard['holds'] {
  return (a, b) => of(a).join(' ') === of(b).join(' ');
}

function ofKind({ tokens }: Pick<Reading, 'tokens'>, wanted: 'number' | 'quotation' | 'mark'): readonly string[] {
  return tokens.flatMap(({ kind, text }) => (kind === wanted ? [text] : []));
}

function wordsIn({ tokens }: Reading, words: WordList): readonly string[] {
  return tokens.flatMap(({ text }) => (words.has(text) ? [text] : []));
}

/** Behind the opening, whose words are compared as a whole. */
function restIn({ rest }: Reading, words: WordList): readonly string[] {
  return rest.flatMap(({ text }) => (words.has(text) ? [text] : []));
}

function noOpposites(a: Reading, b: Reading): boolean {
  const [only, others] = [wordsOnlyIn(a, b), wordsOnlyIn(b, a)];
  return !only.some((one) => others.some((other) => areOpposites(one, other)));
}

function wordsOnlyIn(a: Reading, b: Reading): readonly string[] {
  const known = new Set(b.tokens.map(({ text }) => text));
  return a.tokens.flatMap(({ kind, text }) => (kind === 'word' && !known.has(text) ? [text] : []));
}

/** What has a capital in the middle stands in both, with or without one. */
function sameNames(a: Reading, b: Reading): boolean {
  return hasNames(a, b) && hasNames(b, a);
}

function hasNames(a: Reading, b: Reading): boolean {
  const known = new Set(b.tokens.map(({ text }) => spelled(text)));
  return (
    a.isPlain ||
    a.tokens.slice(1).every(({ text, raw }) => !/^[A-Z]/.test(raw) || raw === 'I' || known.has(spelled(text)))
  );
}

/** What both speak of comes in the same order in both: A to B is not B to A. */
function sameDirection(a: Reading, b: Reading): boolean {
  const [inA, inB] = [contentOf(a), contentOf(b)];
  const [setA, setB] = [new Set(inA), new Set(inB)];
  return inA.filter((stem) => setB.has(stem)).join(' ') === inB.filter((stem) => setA.has(stem)).join(' ');
}

function contentOf({ tokens }: Reading): readonly string[] {
  return tokens.flatMap(({ kind, text }) =>
    kind === 'word' && !FUNCTION_WORDS.has(text) ? [stemOf(spelled(text))] : [],
  );
}
