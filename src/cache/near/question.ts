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
  readonly own: About;
  /** What it has in common with those of its partition. Made when it is needed: that is a text and a hash more. */
  readonly partition: () => About;
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
  const whose = { tenant: scope.tenant, route: scope.route, model: request.model };
  let common: Key | null = null;
  return {
    text: found.text,
    reading: read.reading,
    own: { ...whose, key },
    partition: () => {
      // No such request has an answer: none of those that are measured is empty.
      common ??= keyFor(found.saying(''));
      return { ...whose, key: common ?? key };
    },
    keyOf: (text) => keyFor(found.saying(text)),
  };
}
