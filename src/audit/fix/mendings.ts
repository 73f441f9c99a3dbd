import type { RuleId } from '../rules/catalogue.ts';
import { deadline } from './rules/deadlines.ts';
import { inTime, withDefault } from './rules/numbers.ts';
import { ladder } from './gateway/ladder.ts';
import type { Mending } from './question.ts';
import { waiting, healing, everyVendor, outages } from './rules/errors.ts';
import { fromEnvironment } from './rules/address.ts';

const CALLERS = 'Whoever calls this counts on a value, and whether they can take an error cannot be told from here.';

/** What mends the findings of a rule, or why no edit can do that safely. */
export const MENDINGS: Readonly<Record<RuleId, Mending | string>> = {
  AIC101: deadline,
  AIC102: deadline,
  AIC103: inTime,
  AIC104: waiting,
  AIC105: healing,
  AIC106: everyVendor,
  AIC107: withDefault,
  AIC201: ladder,
  AIC202: ladder,
  AIC203: outages,
  AIC204: 'What the inner handler does besides may be meant, and only who wrote it knows what it cannot mend.',
  AIC205: 'It is a drill that is missing, not code.',
  AIC206:
    'Vectors of two models cannot be compared, whatever the code does: which way to go on is for people to choose.',
  AIC301: CALLERS,
  AIC302: CALLERS,
  AIC303: CALLERS,
  AIC304: 'Whether it is better to let nobody through or to let a rule decide is for people to choose.',
  AIC305: 'Which statuses the callers of this can take is not in the code.',
  AIC306:
    'The reading of the stream has to be moved, and what its reader is told in the middle of it is for people to choose.',
  AIC307: 'Others may call it by its name, and may count on either.',
  AIC401: 'What the program does without it until it is there is for people to choose.',
  AIC402: 'Whether the workflow can do without this part is for people to choose.',
  AIC403: 'Whether the workflow can go on without this part is for people to choose.',
  AIC404: 'What lies at the provider has to be kept elsewhere first.',
  AIC405: 'What has to be in the transaction with it, and what may come before, is for people to choose.',
  AIC406: 'Whether the step may be left out is for people to choose.',
  AIC407: 'Which model is meant by this name today is known only to the provider.',
  AIC408: 'Which other way there is, is for people to choose.',
  AIC409: fromEnvironment,
  AIC410: 'It is not in the code.',
  AIC501: 'It is not in the code.',
};

/** May an edit mend what breaks this rule, without anything being asked for besides? */
export function isMendable(rule: RuleId): boolean {
  return typeof MENDINGS[rule] !== 'string' && MENDINGS[rule] !== ladder;
}
