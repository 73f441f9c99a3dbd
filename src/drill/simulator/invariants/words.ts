import type { Ear } from '../hearing/hear.ts';
import { fits } from '../internet/continuing.ts';
import type { Exchange } from '../internet/exchange.ts';
import { parsedJson } from '../scenario/asking.ts';
import type { Case } from './invariant.ts';

/** Some dialects have no word for a refusal without words. */
export function isDeclined({ ear, sources }: Case): boolean {
  return ear.text.includes('declined to answer') && sources.some(({ fault }) => fault === 'content-filter');
}

/** Faults behind which there is no more to come, in some dialects: then the answer is what was said until then. */
const SHORT = new Set(['empty-completion', 'thinking-only', 'content-filter', 'text-after-finish', 'off-schema']);

export function isShort({ fault }: Exchange): boolean {
  return fault !== null && SHORT.has(fault);
}

/** Did it say that it was at its end, and more behind that? Then it is at its end the first time. */
export function saysMore({ fault }: Exchange): boolean {
  return fault === 'text-after-finish' || fault === 'two-finishes';
}

/** When all of a sound answer was there, ms; null when that never was. */
export function doneMs(one: Exchange): number | null {
  return one.completeMs ?? (isShort(one) || saysMore(one) ? one.endMs : null);
}

/** The exchange that said all that the caller heard; null when none did. */
export function saidBy({ ear, sources: exchanges }: Case): Exchange | null {
  return (
    exchanges.find((one) => {
      const { answer, continuation } = one;
      if (answer === null || !callsAre(ear, answer)) return false;
      if (continuation === null) return answer.text === ear.text;
      const { rest } = continuation;
      return (
        fits(continuation) &&
        ear.text.endsWith(rest) &&
        isBeginning(ear.text.slice(0, -rest.length), before(one, exchanges))
      );
    }) ?? null
  );
}

/** Is it what these have said so far, the later ones going on where the earlier ones broke off? */
export function isBeginning(text: string, exchanges: readonly Exchange[]): boolean {
  return exchanges.some((one) => {
    const { answer, continuation, fault } = one;
    if (fault === 'whitespace-forever' && text.trim() === '') return true;
    if (answer === null) return false;
    if (continuation === null) return answer.text.startsWith(text);
    if (!fits(continuation)) return false;
    for (let at = text.length - 1; at > 0; at -= 1) {
      if (continuation.rest.startsWith(text.slice(at)) && isBeginning(text.slice(0, at), before(one, exchanges)))
        return true;
    }
    return false;
  });
}

function before({ number }: Exchange, exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter((one) => one.number < number);
}

/** The exchange whose answer begins with what the caller heard. */
export function begunBy({ ear, sources: exchanges }: Case): Exchange | null {
  return (
    exchanges.find((one) => beginsWith(one, ear)) ??
    (ear.calls.length === 0 && isBeginning(ear.text, exchanges) ? (exchanges.at(-1) ?? null) : null)
  );
}

function beginsWith(one: Exchange, ear: Ear): boolean {
  const { fault, answer } = one;
  if (fault === 'whitespace-forever' && ear.text.trim() === '') return true;
  if (answer === null || one.continuation !== null || !answer.text.startsWith(ear.text)) return false;
  // A call that is cut off by a fault may be one that the fault made up.
  if (fault === 'tool-json-cut') return true;
  return ear.calls.every(({ name }, index) => answer.toolCalls[index]?.name === name);
}

export function callsAre(ear: Ear, { toolCalls }: NonNullable<Exchange['answer']>): boolean {
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
