import { type ModelRung, type Rung, targetKey } from '../model/route.ts';
import type { Parsed } from '../protocols/protocol.ts';
import type { Why } from '../resilience/budget.ts';
import { isSuspect, mayRepeat } from '../resilience/hedge.ts';
import type { Standing, View } from '../resilience/plan.ts';
import { EXTRA_SPEND, isExtra } from '../resilience/spend.ts';
import type { Asked } from './asked.ts';
import type { Below } from './below.ts';
import { guessedUsd, isSpent } from './bill.ts';
import type { Continued } from './continued.ts';
import { accessOf, type Engine } from './engine.ts';
import { hasNoPlace } from './in-turn.ts';
import { isRetry } from './repeats.ts';

/** What belongs to the request itself. */
type Own = { readonly conversation: () => Parsed; readonly answer: Continued; readonly below: Below };

/** What the plan of one request may know of the world: which rungs may be asked now, and what may be spent. */
export function viewOf(
  asked: Asked,
  ladder: readonly Rung[],
  engine: Engine,
  { conversation, answer, below }: Own,
): View {
  const { route, scan, credential, body } = asked;
  const { world, book, vault, setup, models, purse, repeats } = engine;
  const modelOf = (rung: ModelRung): string => rung.model ?? scan.model;
  const targetOf = (rung: ModelRung): string => targetKey({ provider: rung.provider, model: modelOf(rung) });
  const rungAt = (index: number): ModelRung | null => {
    const rung = ladder[index];
    return rung?.kind === 'model' ? rung : null;
  };

  // Where a target gets only a share of the requests, this one is always in it or always not.
  const chance = world.random();
  const standing = (index: number): Standing => {
    const rung = rungAt(index);
    if (rung === null) return 'ready';
    if (route.allow !== null && !route.allow.includes(rung.provider)) return 'forbidden';
    const { account } = accessOf(setup, rung.provider);
    if (isSpent(engine, account)) return 'parked';
    if (vault.pick(account, modelOf(rung), credential, world.nowMs()) === null) return 'parked';
    const target = targetOf(rung);
    if (book.admits(target, chance)) return 'ready';
    return book.rests(target) ? 'resting' : 'ramping';
  };

  const domainsOf = (index: number): readonly string[] => {
    const rung = rungAt(index);
    return rung === null ? [] : accessOf(setup, rung.provider).account.provider.failureDomains;
  };

  const affords = (why: Why, index: number): boolean => {
    // A client that asks again by itself is not helped in that.
    if (!purse.affords(why) || (why === 'again' && isRetry(asked.headers))) return false;
    const rung = rungAt(index);
    if (rung === null || !isExtra(why)) return true;
    const { account } = accessOf(setup, rung.provider);
    const model = modelOf(rung);
    const usd = guessedUsd({ asked, conversation, account, model }, models.factsOf(account, model).price);
    return purse.allows(usd, setup.extraSpend ?? EXTRA_SPEND);
  };

  return {
    nowMs: world.nowMs,
    random: world.random,
    standing,
    restsUntilMs: (index) => {
      const rung = rungAt(index);
      const breaker = rung === null ? null : book.of(targetOf(rung)).breaker;
      return breaker?.state === 'open' ? breaker.lookMs : 0;
    },
    suspect: (index) => {
      const rung = rungAt(index);
      return rung !== null && isSuspect(book.of(targetOf(rung)));
    },
    failTogether: (index, other) => domainsOf(index).some((domain) => domainsOf(other).includes(domain)),
    mayRepeat: () => {
      const rung = rungAt(0);
      if (rung === null) return false;
      const { price } = models.factsOf(accessOf(setup, rung.provider).account, modelOf(rung));
      return mayRepeat(body, price?.input ?? null);
    },
    mayContinue: answer.mayContinue,
    mayRestart: answer.mayRestart,
    continues: answer.continues,
    affords,
    isFull: (index) => {
      const rung = rungAt(index);
      return rung !== null && hasNoPlace(engine, asked, rung);
    },
    has: (index) => {
      const rung = ladder[index];
      return rung !== undefined && rung.kind !== 'model' && rung.kind !== 'notice' && below.has(rung);
    },
    earlyMs: () => repeats.earlyMs(asked),
  };
}
