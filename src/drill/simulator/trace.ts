import { sha256Hex } from '../../world/hashes.ts';
import type { Run } from './run.ts';

/** Everything that happened, line by line in its order, without a date and without an id. The same seed gives the same lines. */
export function traceOf({ talks, exchanges, entries, changes }: Run): readonly string[] {
  const lines: { readonly atMs: number; readonly text: string }[] = [];
  const say = (atMs: number, text: string): void => void lines.push({ atMs, text });
  for (const { question, askedMs, targets, received } of talks) {
    const how = `${question.caller} ${question.stream ? 'stream' : 'whole'}`;
    say(askedMs, `${question.tag} asks ${question.route} as ${how} for ${targets.join(' or ')} ${question.trigger}`);
    const size = received.chunks.reduce((sum, { length }) => sum + length, 0);
    const digest = sha256Hex(Buffer.concat(received.chunks)).slice(0, 8);
    say(received.endMs ?? Infinity, `${question.tag} is ${received.end}: ${received.status} ${size} bytes`);
    if (!UNSTEADY.test(question.caller)) say(received.endMs ?? Infinity, `${question.tag} heard ${digest}`);
  }
  for (const one of exchanges) {
    const name = `${one.tag || 'a probe'} → ${one.target}#${one.key} [${one.number}]`;
    say(one.startMs, `${name} starts ${one.fault ?? 'well'}`);
    say(
      one.endMs ?? Infinity,
      `${name} ${one.end} after ${one.bytes} bytes${one.completeMs === null ? '' : ', complete'}`,
    );
  }
  for (const { atMs, target, from, to } of changes) say(atMs, `${target} ${from} → ${to}`);
  for (const entry of entries) {
    const talk = talks.find(({ id }) => id === entry.id);
    const attempts = entry.attempts.map(
      ({ target, fault, tookMs }) => `${target} ${fault ?? 'well'} ${Math.round(tookMs)}`,
    );
    const by = entry.servedBy === '' ? '' : ` by ${entry.servedBy}`;
    say(
      (talk?.askedMs ?? 0) + entry.tookMs,
      `${talk?.question.tag} noted as ${entry.outcome}${by} ${entry.fault ?? ''} (${attempts.join('; ')})`,
    );
  }
  return lines
    .map((line, order) => ({ ...line, order }))
    .sort((one, other) => one.atMs - other.atMs || one.order - other.order)
    .map(({ atMs, text }) => `${Math.round(atMs).toString().padStart(8)} ${text}`);
}

/** Dialects in which an answer holds dates and ids that we mint: they are told apart by their words only. */
const UNSTEADY = /openai|gemini|ollama|anthropic/;

export function hashOf(trace: readonly string[]): string {
  return sha256Hex(trace.join('\n'));
}
