import type { Check } from '../../model/edition.ts';
import type { Candidate, Look } from './candidate.ts';
import { distance } from './distance.ts';
import { length, markup, schema } from './form.ts';
import { links, numbers } from './grounds.ts';
import { language } from './language.ts';
import { banned, personal, secrets } from './words.ts';

/** All that content has to be like to be published without anybody's looking at it. */
const CHECKS: Readonly<Record<string, Look>> = {
  length,
  schema,
  markup,
  language,
  links,
  numbers,
  banned,
  personal,
  secrets,
  distance,
};

/** What every check that is asked for says. Pure: the same candidate is judged the same at any time. */
export function judged(candidate: Candidate): readonly Check[] {
  const size = length(candidate);
  // Much of what is too long could take much time, and is not let through whatever it says.
  if (size !== null && !size.ok) return [{ name: 'length', ...size }];
  return Object.entries(CHECKS).flatMap(([name, look]) => {
    const finding = look(candidate);
    return finding === null ? [] : [{ name, ...finding }];
  });
}

/** Why content is kept back, in a sentence; empty when it is not. */
export function whyHeld(checks: readonly Check[]): string {
  return checks
    .filter(({ ok }) => !ok)
    .map(({ name, said }) => `${name}: ${said}`)
    .join('; ');
}
