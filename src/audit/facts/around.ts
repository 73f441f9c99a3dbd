// oxlint-disable typescript/switch-exhaustiveness-check -- Of the many kinds of things in a program each question is about a few.

import type { Handler, Syntax } from '../syntax/syntax.ts';
import { walk } from '../syntax/syntax.ts';
import { type Evaluate, writtenOf } from './evaluate.ts';
import type { Around, Effect, HandlerFacts } from './facts.ts';
import type { Scope } from './scope.ts';

/** What a `try` does about a call in it. */
export function aroundTry(part: Extract<Syntax, { kind: 'try' }>, scope: Scope, evaluate: Evaluate): Around {
  return { is: 'try', handlers: part.handlers.map((handler) => handlerFacts(handler, scope, evaluate)) };
}

function handlerFacts(handler: Handler, scope: Scope, evaluate: Evaluate): HandlerFacts {
  const calls: string[] = [];
  const statuses: number[] = [];
  for (const part of handler.body) {
    walk(part, (one) => {
      if (one.kind === 'call') calls.push(writtenOf(one.callee));
      const number = one.kind === 'number' ? one.value : one.kind === 'text' ? Number(one.text) : 0;
      if (Number.isInteger(number) && number >= 400 && number < 600) statuses.push(number);
    });
  }
  for (const type of handler.types)
    for (const [status] of type.matchAll(/\b[45]\d\d\b/g)) statuses.push(Number(status));
  const effects = effectsOf(handler.body, handler.name, { scope, evaluate });
  return {
    line: handler.body[0]?.line ?? 0,
    end: handler.body.at(-1)?.end ?? 0,
    types: handler.types,
    effects: effects.length === 0 ? [{ does: 'go on' }] : effects,
    calls: calls.slice(0, 30),
    statuses: [...new Set(statuses)],
  };
}

type Seen = { readonly scope: Scope; readonly evaluate: Evaluate };

const EXITS = /(?:^|\.)(?:exit|Exit|abort|Fatal|Fatalf|panic|halt)$/;

function effectsOf(body: readonly Syntax[], error: string | null, seen: Seen): readonly Effect[] {
  const effects: Effect[] = [];
  for (const part of body) {
    switch (part.kind) {
      case 'throw':
        effects.push(thrown(part.value, error));
        break;
      case 'return':
        if (part.value === null) effects.push({ does: 'go on' });
        else
          effects.push({
            does: 'give',
            value: seen.evaluate(part.value, seen.scope),
            usesError: mentions(part.value, error),
          });
        break;
      case 'assign':
        if (part.value !== null) {
          effects.push({ does: 'set', name: writtenOf(part.to), value: seen.evaluate(part.value, seen.scope) });
        }
        break;
      case 'branch':
        effects.push(...effectsOf(part.whenTrue, error, seen), ...effectsOf(part.other, error, seen));
        break;
      case 'loop':
        effects.push(...effectsOf(part.body, error, seen));
        break;
      case 'try':
        effects.push(...effectsOf(part.body, error, seen));
        break;
      case 'call':
        if (EXITS.test(writtenOf(part.callee))) effects.push({ does: 'exit' });
        if (writtenOf(part.callee) === 'raise') effects.push({ does: 'rethrow' });
        break;
      default:
    }
  }
  return effects.slice(0, 12);
}

function thrown(value: Syntax | null, error: string | null): Effect {
  if (value === null || (value.kind === 'name' && value.name === error)) return { does: 'rethrow' };
  return { does: 'throw', what: writtenOf(value).slice(0, 80) };
}

function mentions(syntax: Syntax, name: string | null): boolean {
  let found = false;
  if (name === null) return false;
  walk(syntax, (one) => {
    if (one.kind === 'name' && one.name === name) found = true;
  });
  return found;
}

const WAITS = /(?:^|\.)(?:sleep|delay|wait|setTimeout|Sleep|Delay|After|backoff|usleep|pause)$/i;

/** What a loop does about a call in it: it may be there to try again. */
export function loopAround(part: Extract<Syntax, { kind: 'loop' }>): Around {
  let waits = false;
  let leaves = false;
  for (const one of part.body) {
    walk(one, (inner) => {
      if (inner.kind === 'call' && WAITS.test(writtenOf(inner.callee))) waits = true;
      if (inner.kind === 'return') leaves = true;
    });
  }
  let count: number | null = null;
  for (const one of part.over) {
    walk(one, (inner) => {
      if (inner.kind === 'number' && inner.value > 1 && inner.value < 100) count = inner.value;
    });
  }
  const over = part.over.map(writtenAll).join(' ').slice(0, 120);
  return { is: 'loop', waits, leavesOnSuccess: leaves, over, count };
}

function writtenAll(syntax: Syntax): string {
  const names: string[] = [];
  walk(syntax, (one) => {
    if (one.kind === 'name' || one.kind === 'member') names.push(one.name);
  });
  return names.join(' ');
}
