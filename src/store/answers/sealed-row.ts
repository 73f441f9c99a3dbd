import { sizeOf, type StoredAnswer } from '../../model/stored-answer.ts';
import type { Sealing } from '../sealing.ts';
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
  const close = (part: Part, text: Uint8Array): Buffer => sealing.close(text, aboutOf(row, part));
  return { ...row, request: close('request', request), answer: close('answer', Buffer.from(answer.answer)) };
}

/** Throws Unopened. `id`: what it was looked for by. */
export function answerOf(row: AnswerRow, id: string, sealing: Sealing): StoredAnswer {
  const { tenant, route, model, served_by: servedBy, made_at_ms: madeAtMs, until_at_ms: untilMs } = row;
  const open = (part: Part): Buffer => sealing.open(row[part], aboutOf(row, part));
  const answer = open('answer').toString('utf8');
  return { id, tenant, route, model, servedBy, request: open('request'), answer, madeAtMs, untilMs };
}

type Part = 'request' | 'answer';

/** What no part of a row can be moved away from. */
function aboutOf(row: Omit<AnswerRow, Part | 'bytes'>, part: Part): string {
  const { id, tenant, made_at_ms, until_at_ms } = row;
  return JSON.stringify(['kept', part, id, tenant, made_at_ms, until_at_ms]);
}
