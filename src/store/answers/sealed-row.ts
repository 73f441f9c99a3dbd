import { hash } from 'node:crypto';
import { sizeOf, type StoredAnswer } from '../../model/stored-answer.ts';
import { type Sealing, Unopened } from '../sealing.ts';
import type { AnswerRow } from '../tables.ts';

/** The name of an answer in the file. Where answers are sealed, no prompt can be guessed from it. */
export function keyOf(id: string, sealing: Sealing): string {
  // As people may write it on a command line, where a mark could begin with a `-`.
  return sealing.isSealed ? Buffer.from(sealing.mark(Buffer.from(id)), 'base64url').toString('hex') : id;
}

export function rowOf(answer: StoredAnswer, sealing: Sealing): AnswerRow {
  const { id, tenant, route, model, servedBy, request, madeAtMs, untilMs } = answer;
  const row = {
    id: keyOf(id, sealing),
    tenant,
    route,
    model,
    served_by: servedBy,
    made_at_ms: madeAtMs,
    until_at_ms: untilMs,
    bytes: sizeOf(answer),
  };
  const close = (part: Part, text: Uint8Array): Buffer => {
    const about = aboutOf(row, part);
    return sealing.close(Buffer.concat([sumOf(text, about), text]), about);
  };
  return { ...row, request: close('request', request), answer: close('answer', Buffer.from(answer.answer)) };
}

/** Throws Unopened. `id`: what it was looked for by. */
export function answerOf(row: AnswerRow, id: string, sealing: Sealing): StoredAnswer {
  const { tenant, route, model, served_by: servedBy, made_at_ms: madeAtMs, until_at_ms: untilMs } = row;
  const open = (part: Part): Buffer => {
    const about = aboutOf(row, part);
    // In a damaged file a column may have another name.
    const isThere: boolean = row[part] instanceof Uint8Array;
    if (!isThere) throw new Unopened('it has no such part');
    const opened = sealing.open(row[part], about);
    const text = opened.subarray(SUM_BYTES);
    if (!sumOf(text, about).equals(opened.subarray(0, SUM_BYTES))) throw new Unopened('a bit of it has changed');
    return text;
  };
  const answer = open('answer').toString('utf8');
  return { id, tenant, route, model, servedBy, request: open('request'), answer, madeAtMs, untilMs };
}

type Part = 'request' | 'answer';

/** SQLite does not notice when a bit on the disk turns over, and an answer that is not sealed would be another one. */
const SUM_BYTES = 8;

function sumOf(text: Uint8Array, about: string): Buffer {
  const texts = hash('sha256', text, 'buffer');
  return hash('sha256', Buffer.concat([texts, Buffer.from(about)]), 'buffer').subarray(0, SUM_BYTES);
}

/** What no part of a row can be moved away from. */
function aboutOf(row: Omit<AnswerRow, Part | 'bytes'>, part: Part): string {
  const { id, tenant, route, model, served_by, made_at_ms, until_at_ms } = row;
  return JSON.stringify(['kept', part, id, tenant, route, model, served_by, made_at_ms, until_at_ms]);
}
