import { sha256Hex } from '../../world/hashes.ts';
import { hear } from './hearing/hear.ts';
import type { Run } from './run.ts';

/**
 * Everything that happened, line by line in its order. The same seed gives the same lines. `bodies`: with a digest of what each caller
 * got, in which dates and ids stand.
 */
export function traceOf(
  { talks, exchanges, entries, changes }: Run,
  { bodies = true }: { readonly bodies?: boolean } = {},
): readonly string[] {
  const lines: { readonly atMs: number; readonly text: string }[] = [];
  const say = (atMs: number, text: string): void => void lines.push({ atMs, text });
  for (const { question, askedMs, targets, received } of talks) {
    const how = `${question.caller} ${question.stream ? 'stream' : 'whole'}`;
    say(askedMs, `${question.tag} asks ${question.route} as ${how} for ${targets.join(' or ')} ${question.trigger}`);
    const endMs = received.endMs ?? Infinity;
    say(
      endMs,
      `${question.tag} is ${received.end}: ${received.status} ${hear(question.caller, received).text.length} characters`,
    );
    if (bodies) say(endMs, `${question.tag} got ${sha256Hex(Buffer.concat(received.chunks)).slice(0, 8)}`);
  }
  for (const one of exchanges) {
    const name = `${one.tag || 'a probe'} → ${one.target}#${one.key} [${one.number}]`;
    const what = one.restOf === null ? 'starts' : `${one.ends ? 'ends' : 'is the rest of'} [${one.restOf}]`;
    say(one.startMs, `${name} ${what} ${one.fault ?? 'well'}`);
    say(
      one.endMs ?? Infinity,
      `${name} ${one.end}${bodies ? ` after ${one.bytes} bytes` : ''}${one.completeMs === null ? '' : ', complete'}`,
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

export function hashOf(trace: readonly string[]): string {
  return sha256Hex(trace.join('\n'));
}
