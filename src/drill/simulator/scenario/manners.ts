import { dice } from '../dice.ts';
import type { Question } from './scenario.ts';
import { FOURTH_FROM, THIRD_FROM } from './worlds.ts';

/** The same question, maybe of a caller who waits for so long only, or who can be told to let go of what it has. */
export function withManners(question: Question, seed: number): Question {
  const luck = dice(`manners ${seed}|${question.tag}`);
  if (seed < THIRD_FROM) return question;
  const patienceMs = luck.hits(0.1) ? luck.pick([1_000, 5_000, 20_000, 100_000]) : null;
  const headers = luck.hits(0.2) ? { ...question.headers, 'x-failsoft-restart': 'ok' } : question.headers;
  return { ...question, patienceMs, headers };
}

/** More callers than usual can be told to let go of what they have. */
export function withConsent(question: Question, seed: number): Question {
  if (seed < FOURTH_FROM || !dice(`consent ${seed}|${question.tag}`).hits(0.6)) return question;
  return { ...question, headers: { ...question.headers, 'x-failsoft-restart': 'ok' } };
}
