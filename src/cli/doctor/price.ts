import { ABILITY_TOKENS } from './abilities.ts';
import { type Check, nameOf } from './checks.ts';
import { ANSWER_TOKENS } from './question.ts';

/** Can a question to this target cost anything? A price that nobody knows is no zero. */
export function mayCost({ account, model }: Check): boolean {
  return account.provider.probeCostUsd !== 0 && account.keys.kind !== 'caller' && model !== null;
}

/** What the questions will cost, in one sentence, before any is asked. `further`: those of a deep look. */
export function priceSentence(checks: readonly Check[], further = 0): string {
  const paid = checks.filter(mayCost);
  const count = paid.length + further;
  const known = paid.map(({ account }) => account.provider.probeCostUsd).filter((price) => price !== null);
  // A deep look asks every target about as often.
  const sum = (known.reduce((total, price) => total + price, 0) * count) / Math.max(1, paid.length);
  const price =
    known.length === 0
      ? 'far less than a cent each'
      : `about $${sum.toPrecision(1)}${known.length < paid.length ? ' and what the others take' : ''}`;
  const names = [...new Set(paid.map(nameOf))].join(', ');
  const tokens = further === 0 ? ANSWER_TOKENS : ABILITY_TOKENS;
  return `${count} short ${count === 1 ? 'question' : 'questions'}, ${tokens} tokens of answer at most, ${price}: ${names}`;
}
