import { matches } from './route.ts';
import { sizeOf, type StoredAnswer } from './stored-answer.ts';

/** A kept answer without its words: what lists show. */
export type KeptAnswer = Pick<StoredAnswer, 'tenant' | 'route' | 'model' | 'servedBy' | 'madeAtMs' | 'untilMs'> & {
  /** The name that it has here; no prompt can be guessed from it where answers are sealed. */
  readonly key: string;
  readonly bytes: number;
};

/** The same with what was asked and what was answered. */
export type KeptText = KeptAnswer & {
  /** The text that the key is the digest of, see cache/key.ts. */
  readonly request: string;
  readonly answer: string;
};

/** Which kept answers are meant. What is absent does not matter. */
export type KeptQuery = {
  /** A key, or its beginning. */
  readonly key?: string;
  readonly tenant?: string;
  readonly route?: string;
  /** `*` stands for any run of characters. */
  readonly model?: string;
  /** Made before, ms since 1970. */
  readonly beforeMs?: number;
};

export function isMeant(one: KeptAnswer, { key, tenant, route, model, beforeMs }: KeptQuery): boolean {
  return (
    (key === undefined || one.key.startsWith(key)) &&
    (tenant === undefined || one.tenant === tenant) &&
    (route === undefined || one.route === route) &&
    (model === undefined || matches([model], one.model)) &&
    (beforeMs === undefined || one.madeAtMs < beforeMs)
  );
}

export function withoutWords(answer: StoredAnswer, key: string): KeptAnswer {
  const { tenant, route, model, servedBy, madeAtMs, untilMs } = answer;
  return { key, tenant, route, model, servedBy, madeAtMs, untilMs, bytes: sizeOf(answer) };
}

/** Newest first; of the same moment, in the order of their keys. */
export function newestFirst(a: KeptAnswer, b: KeptAnswer): number {
  return b.madeAtMs - a.madeAtMs || (a.key < b.key ? -1 : 1);
}
