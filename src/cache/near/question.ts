import type { JsonObject } from '../../model/json.ts';
import { type Key, keyOf, type Request, type Scope } from '../key.ts';
import { cut } from './cut.ts';
import { measured } from './measured.ts';
import type { About } from './notes.ts';
import type { Reading } from './reading.ts';

/** A request whose last words may be said otherwise. */
export type NearQuestion = {
  readonly text: string;
  readonly reading: Reading;
  /** It alone, and all that it has in common with those of its partition. */
  readonly own: About;
  readonly partition: About;
  /** The key of the same request with other words; null when it has none. */
  readonly keyOf: (text: string) => Key | null;
};

/** Null for a request to which nothing but its very own words is the same. */
export function nearQuestion(request: Request, scope: Scope, key: Key): NearQuestion | null {
  const found = cut(request.dialect, request.body);
  if (found === null) return null;
  const read = measured(found.text);
  if (read.kind === 'other') return null;
  const keyFor = (body: JsonObject): Key | null => {
    const other = keyOf({ ...request, body }, scope);
    return other.kind === 'key' ? other : null;
  };
  // No such request has an answer: none of those that are measured is empty.
  const common = keyFor(found.saying(''));
  if (common === null) return null;
  const whose = { tenant: scope.tenant, route: scope.route, model: request.model };
  return {
    text: found.text,
    reading: read.reading,
    own: { ...whose, key },
    partition: { ...whose, key: common },
    keyOf: (text) => keyFor(found.saying(text)),
  };
}
