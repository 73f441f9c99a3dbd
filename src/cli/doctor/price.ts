import { type Check, nameOf } from './checks.ts';
import { ANSWER_TOKENS } from './question.ts';

/** Can a question to this target cost anything? A price that nobody knows is no zero. */
export function mayCost({ account, model }: Check): boolean {
  return account.provider.probeCostUsd !== 0 && account.keys.kind !== 'caller' && model !== null;
}

/** What the questions will cost, in one sentence, before any is asked. */
export function priceSentence(checks: readonly Check[]): string {
  const paid = checks.filter(mayCost);
  const known = paid.map(({ account }) => account.provider.probeCostUsd).filter((price) => price !== null);
  const sum = known.reduce((total, price) => total + price, 0);
  const price =
    known.length === 0
      ? 'far less than a cent each'
      : `about $${sum.toPrecision(1)}${known.length < paid.length ? ' and what the others take' : ''}`;
  const names = [...new Set(paid.map(nameOf))].join(', ');
  return `${paid.length} short ${paid.length === 1 ? 'question' : 'questions'}, ${ANSWER_TOKENS} tokens of answer at most, ${price}: ${names}`;
}
