import type { CanonicalAnswer } from '../../sandbox/answer/answer.ts';
import type { Telling } from '../../sandbox/dialects/dialect.ts';
import { exposed } from '../../sandbox/script/altered.ts';
import { LOST } from '../../sandbox/script/endless.ts';
import type { FaultName } from './faults.ts';
import { OFF_SCHEMA } from './own-scripts.ts';

/** More than anybody will bear of a model that has lost its way. */
const LOST_CHARACTERS = 256 * 1024;

type Saying = (telling: Telling) => CanonicalAnswer;

const silent: Saying = ({ answer }) => ({ ...answer, text: '', thinking: '', toolCalls: [] });
const lost =
  (fault: keyof typeof LOST): Saying =>
  ({ answer }) => ({ ...answer, text: lostWords(LOST[fault]), thinking: '', toolCalls: [] });

const SAID: Readonly<Partial<Record<FaultName, Saying>>> = {
  'empty-completion': silent,
  'content-filter': silent,
  'thinking-only': (telling) => ({ ...exposed(telling).answer, text: '', toolCalls: [] }),
  'thinking-then-cut': (telling) => exposed(telling).answer,
  'endless-spaces': lost('endless-spaces'),
  'endless-repetition': lost('endless-repetition'),
  'off-schema': ({ answer }) => ({ ...answer, text: OFF_SCHEMA }),
};

/** What a provider says under a fault, where that is not what it would have said. */
export function saidUnder(fault: FaultName, telling: Telling): CanonicalAnswer {
  return SAID[fault]?.(telling) ?? telling.answer;
}

function lostWords({ first, again }: { readonly first: string; readonly again: string }): string {
  return first + again.repeat(Math.ceil(LOST_CHARACTERS / again.length));
}
