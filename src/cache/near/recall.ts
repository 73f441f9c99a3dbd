import { isObject } from '../../model/json.ts';
import type { StoredAnswer } from '../../model/stored-answer.ts';
import type { DeepAnswers } from '../answers.ts';
import { isKeptDialect } from '../fields.ts';
import { keyWith, readRequest } from '../key.ts';
import { cut } from './cut.ts';
import { measured } from './measured.ts';
import type { About } from './notes.ts';

/** Whose questions are looked for: all those of a tenant to one model of a route, whatever else they have in common. */
export type Whose = Pick<About, 'tenant' | 'route' | 'model'>;

/** How many answers are looked at: the newest. */
const LOOKED_AT = 2_000;
/** How many are read at once, so that nobody waits for all of them. */
const AT_ONCE = 25;

export type Recall = {
  readonly deep: Pick<DeepAnswers, 'list' | 'show'>;
  readonly after: (ms: number, act: () => void) => void;
  /** A question, and the partition that it belongs to. */
  readonly found: (partition: About, text: string) => void;
};

/** Finds the questions that were answered before a restart, bit by bit. What cannot be read now is not found. */
export async function recall(whose: Whose, { deep, after, found }: Recall): Promise<void> {
  const keys = await keysOf(deep, whose);
  const look = (from: number): void => {
    for (const key of keys.slice(from, from + AT_ONCE)) {
      const stored = deep.show(key);
      if (stored !== null) readInto(stored, found);
    }
    if (from + AT_ONCE < keys.length) after(1, () => look(from + AT_ONCE));
  };
  look(0);
}

async function keysOf(deep: Recall['deep'], { tenant, route, model }: Whose): Promise<readonly string[]> {
  try {
    const listed = await deep.list({ tenant, route, model }, LOOKED_AT);
    return listed.map(({ key }) => key);
  } catch {
    return [];
  }
}

function readInto({ tenant, route, model, request }: StoredAnswer, found: Recall['found']): void {
  const text = Buffer.from(request).toString('utf8');
  const asked = readRequest(text);
  if (asked === null || !isKeptDialect(asked.dialect) || !isObject(asked.body)) return;
  const one = cut(asked.dialect, asked.body);
  if (one === null || measured(one.text).kind === 'other') return;
  found({ tenant, route, model, key: keyWith(text, one.saying('')) }, one.text);
}
