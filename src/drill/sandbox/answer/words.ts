import type { Chance } from './chance.ts';

/** Sentences that a simulated model may say about itself. Some hold characters of two, three and four bytes on purpose. */
const SENTENCES = [
  'Every word of it follows from your request and a seed, so the same question gets the same answer.',
  'No model was asked, no key was used and nothing left this machine.',
  'If this sentence arrives in one piece, the stream was carried well.',
  'Ask again while the provider is “down” and see who answers then.',
  'The café on Königstraße would call this a dry run ☕.',
  'A real provider would think longer here; this one only waits as long as its pace says.',
  'Tokens come one by one, about as fast as they do from a large model on a good day.',
  'Switch a fault on and this provider refuses, hangs, stalls or breaks off — whatever you choose.',
  '数は少ないが、文字は多い: characters of three bytes are a good test for whoever cuts streams.',
  'Whoever reads this in a test can compare it, letter by letter, with what was sent 🚦.',
  'It costs nothing, it never sleeps, and it is never right about anything.',
  'Naïve readers split “é” in two; careful ones do not.',
] as const satisfies readonly [string, ...string[]];

/** What a simulated model thinks before it speaks. */
const THOUGHTS = [
  'The user wants an answer. I am a simulation, so I should say that and keep it short.',
  'First I look at the question, then at the tools, then I choose the plain way.',
  'There is not much to weigh here — a few sentences will do.',
] as const satisfies readonly [string, ...string[]];

/** The sentences between a first one about the question and the end. */
export function sentences(chance: Chance, count: number): string {
  return Array.from({ length: count }, () => chance.pick(SENTENCES)).join(' ');
}

export function thoughts(chance: Chance): string {
  return `${chance.pick(THOUGHTS)} ${chance.pick(THOUGHTS)}`;
}

/**
 * A text as the pieces in which a model would say it: about four characters each, spaces in front of words. Joined they are
 * the text again; no piece holds half a character.
 */
export function tokens(text: string): readonly string[] {
  return text.match(/\s*\S{1,4}|\s+$/gu) ?? [];
}

export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** A question as it may be quoted: one line, not too long, never half a character. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = Array.from(line);
  return letters.length > 120 ? `${letters.slice(0, 120).join('')}…` : line;
}
