import { isObject } from '../../model/json.ts';
import type { StoredAnswer } from '../../model/stored-answer.ts';
import type { DeepAnswers } from '../answers.ts';
import { isKeptDialect } from '../fields.ts';
import { readRequest } from '../key.ts';
import { cut } from './cut.ts';
import { measured } from './measured.ts';
import type { NearQuestion } from './question.ts';

/** How many answers of a tenant, route and model are looked at: the newest. */
const LOOKED_AT = 2_000;
/** How many are read at once, so that nobody waits for all of them. */
const AT_ONCE = 25;

/** Finds the questions of a partition that were answered before a restart, bit by bit. What cannot be read now is not found. */
export async function recall(
  near: NearQuestion,
  deep: Pick<DeepAnswers, 'list' | 'show'>,
  after: (ms: number, act: () => void) => void,
  found: (text: string) => void,
): Promise<void> {
  const { tenant, route, model } = near.partition;
  const keys = await keysOf(deep, { tenant, route, model });
  const look = (from: number): void => {
    for (const key of keys.slice(from, from + AT_ONCE)) {
      const stored = deep.show(key);
      const text = stored === null ? null : textIn(stored, near);
      if (text !== null) found(text);
    }
    if (from + AT_ONCE < keys.length) after(1, () => look(from + AT_ONCE));
  };
  look(0);
}

async function keysOf(deep: Pick<DeepAnswers, 'list'>, query: Parameters<DeepAnswers['list']>[0]): Promise<string[]> {
  try {
    const listed = await deep.list(query, LOOKED_AT);
    return listed.map(({ key }) => key);
  } catch {
    return [];
  }
}

/** The words in which something was asked that is otherwise the same; null for anything else. */
function textIn({ request }: StoredAnswer, near: NearQuestion): string | null {
  const asked = readRequest(Buffer.from(request).toString('utf8'));
  if (asked === null || !isKeptDialect(asked.dialect) || !isObject(asked.body)) return null;
  const text = cut(asked.dialect, asked.body)?.text ?? null;
  const isOne =
    text !== null && measured(text).kind === 'question' && near.keyOf(text)?.request.equals(request) === true;
  return isOne ? text : null;
}
