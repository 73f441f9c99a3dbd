import { redact } from '../../model/secret.ts';
import { type Candidate, count, fine, type Look, wrong } from './candidate.ts';

/** What models say when they do not do what they were asked for, and what is left of templates. */
const CHATTER: readonly RegExp[] = [
  /\bas an ai\b|\bas a (?:large )?language model\b/i,
  /\bi(?:'|’| a)m sorry, but i (?:can(?:no|'|’)t|am unable)/i,
  /\bi (?:cannot|can't|can’t) (?:help|assist|fulfil|comply)/i,
  /\b(?:certainly|sure|of course)[!,] here (?:is|are|'s|’s)\b/i,
  /\blorem ipsum\b/i,
  /\{\{[^{}]{0,200}\}\}|\[(?:insert|your) [^[\]]{0,200}\]/i,
];

/** None of the words that the operator forbids, and nothing that a model says of itself. */
export const banned: Look = ({ body, slot: { rules } }) => {
  const text = body.toLowerCase();
  const found = rules.banned.filter((word) => text.includes(word.toLowerCase()));
  if (found.length > 0) return wrong(`${count(found.length, 'banned phrase')} in it`);
  if (CHATTER.some((pattern) => pattern.test(body)))
    return wrong('It speaks as a model does, and not as what was asked for');
  return fine('No banned phrase is in it');
};

type Finder = (text: string) => readonly string[];

const matching =
  (pattern: RegExp): Finder =>
  (text) =>
    text.match(pattern) ?? [];

/** What tells people apart, by kind. What is found as one kind is not looked at as the next: a number of an account is none of a phone. */
const PERSONAL: readonly (readonly [kind: string, kinds: string, find: Finder])[] = [
  ['e-mail address', 'e-mail addresses', matching(/(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}/g)],
  [
    'account number',
    'account numbers',
    (text) => matching(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g)(text).filter(isIban),
  ],
  ['card number', 'card numbers', (text) => matching(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g)(text).filter(isCard)],
  [
    'phone number',
    'phone numbers',
    matching(
      /(?<![\w.,/-])(?:(?:\+|00)[1-9][\d ()/.-]{7,18}\d|\(?0\d{1,5}\)?[ /-]\d[\d -]{4,12}\d|\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}(?!\d))/g,
    ),
  ],
];

/** No personal data but that of the sources, where the operator allows it. */
export const personal: Look = (candidate) => {
  const { slot } = candidate;
  if (slot.rules.personal === 'any') return null;
  const told: string[] = [];
  let rest = candidate.body;
  for (const [kind, kinds, find] of PERSONAL) {
    const found = new Set(find(rest));
    for (const one of found) rest = rest.replaceAll(one, ' ');
    const bad = [...found].filter((one) => !isAllowed(one, candidate));
    if (bad.length > 0) told.push(count(bad.length, kind, kinds));
    if (found.size > FOUND_MAX) break;
  }
  return told.length === 0 ? fine('No personal data is in it') : wrong(`${told.join(', ')} in it`);
};

/** So many are enough to keep a text back, unless it is a list of them that the sources have, too. */
const FOUND_MAX = 1_000;

function isAllowed(found: string, { slot, sources }: Candidate): boolean {
  return slot.rules.personal === 'sources' && sources.some(({ text }) => text.includes(found));
}

/** ISO 13616: the first four behind the rest, letters as numbers, and the remainder of 97 is 1. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  const digits = (plain.slice(4) + plain.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(parseInt(letter, 36)));
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** Luhn's sum, which ISO 7812 asks for. */
function isCard(text: string): boolean {
  const digits = Array.from(text.replaceAll(/\D/g, ''), Number).toReversed();
  const sum = digits.reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
}

/** Nothing that stands in the configuration as a secret. */
export const secrets: Look = ({ body, secrets: hidden }) =>
  redact(body, hidden) === body
    ? fine('No secret of the configuration is in it')
    : wrong('A secret of the configuration is in it');
