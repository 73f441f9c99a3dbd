import { parsedJson } from '../asking.ts';
import type { Exchange } from '../exchange.ts';
import type { Ear } from '../hearing/hear.ts';
import type { Case } from './invariant.ts';

/** The exchange that said all that the caller heard; null when none did. */
export function saidBy({ ear, exchanges }: Case): Exchange | null {
  return exchanges.find(({ answer }) => answer !== null && answer.text === ear.text && callsAre(ear, answer)) ?? null;
}

/** The exchange whose answer begins with what the caller heard. */
export function begunBy({ ear, exchanges }: Case): Exchange | null {
  return exchanges.find((one) => beginsWith(one, ear)) ?? null;
}

function beginsWith({ fault, answer }: Exchange, ear: Ear): boolean {
  if (fault === 'whitespace-forever' && ear.text.trim() === '') return true;
  if (answer === null || !answer.text.startsWith(ear.text)) return false;
  // A call that is cut off by a fault may be one that the fault made up.
  if (fault === 'tool-json-cut') return true;
  return ear.calls.every(({ name }, index) => answer.toolCalls[index]?.name === name);
}

function callsAre(ear: Ear, { toolCalls }: NonNullable<Exchange['answer']>): boolean {
  if (ear.calls.length !== toolCalls.length) return false;
  return ear.calls.every(({ name, input }, index) => {
    const call = toolCalls[index];
    return call !== undefined && call.name === name && normal(input) === JSON.stringify(call.input);
  });
}

function normal(input: string): string {
  return JSON.stringify(parsedJson(input === '' ? '{}' : input) ?? null);
}

/** Is it made of beginnings of these texts, in their order? */
export function isMadeOf(text: string, sources: readonly string[]): boolean {
  if (text === '') return true;
  const [first, ...others] = sources;
  if (first === undefined) return false;
  let shared = 0;
  while (shared < first.length && shared < text.length && first[shared] === text[shared]) shared += 1;
  for (let length = shared; length >= 0; length -= 1) if (isMadeOf(text.slice(length), others)) return true;
  return false;
}
