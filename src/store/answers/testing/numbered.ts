import { createHash } from 'node:crypto';
import type { StoredAnswer } from '../../../model/stored-answer.ts';

/** Requests that are answered again and again. */
export const IDS = 300;

/** An answer of which every part can be told from that of any other. */
export function answerOf(id: string, version: string, madeAtMs: number): StoredAnswer {
  const said = `${id} ${version} `;
  return {
    id,
    tenant: 't',
    route: 'r',
    model: 'm',
    servedBy: 'a/m',
    request: Buffer.from(`asked ${id} `.repeat(50)),
    answer: JSON.stringify({ id, version, said: said.repeat(100), sum: sumOf(said) }),
    madeAtMs,
    untilMs: madeAtMs + 1e10,
  };
}

/** Is it whole, and the answer to this? */
export function isWhole({ request, answer, madeAtMs }: StoredAnswer, id: string): boolean {
  const { version }: { readonly version: string } = JSON.parse(answer);
  const wanted = answerOf(id, version, madeAtMs);
  return wanted.answer === answer && Buffer.from(request).equals(wanted.request);
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
