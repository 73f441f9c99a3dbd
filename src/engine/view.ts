import { type ModelRung, type Rung, targetOf } from '../model/route.ts';
import type { Parsed } from '../protocols/protocol.ts';
import { comesAndGoes } from '../resilience/breaker.ts';
import type { Why } from '../resilience/budget.ts';
import type { Health } from '../resilience/health.ts';
import { isSuspect, mayRepeat } from '../resilience/hedge.ts';
import type { Standing, View } from '../resilience/request-state.ts';
import { EXTRA_SPEND, isExtra } from '../resilience/spend.ts';
import type { Asked } from './asked.ts';
import type { Below } from './below/below.ts';
import { guessedUsd, isSpent } from './budgets/bill.ts';
import { hasNoPlace } from './budgets/in-turn.ts';
import { accessOf, type Engine } from './engine.ts';
import { isRetry } from './memory/repeats.ts';
import type { Continued } from './splice/continued.ts';

/** What belongs to the request itself. */
type Own = { readonly conversation: () => Parsed; readonly answer: Continued; readonly below: Below };

/** What the plan of one request may know of the world: which rungs may be asked now, and what may be spent. */
export function viewOf(asked: Asked, ladder: readonly Rung[], engine: Engine, own: Own): View {
  const { random } = engine.world;
  return new RequestView({ asked, ladder, engine, ...own }, random(), random);
}

type Parts = Own & { readonly asked: Asked; readonly ladder: readonly Rung[]; readonly engine: Engine };

/** A class, because a function for each question would be as many for each request, of which most ask two or three. */
class RequestView implements View {
  readonly #asked: Asked;
  readonly #ladder: readonly Rung[];
  readonly #engine: Engine;
  readonly #parts: Parts;
  /** Where a target gets only a share of the requests, this one is always in it or always not. */
  readonly #chance: number;
  readonly random: () => number;

  constructor(parts: Parts, chance: number, random: () => number) {
    this.#asked = parts.asked;
    this.#ladder = parts.ladder;
    this.#engine = parts.engine;
    this.#parts = parts;
    this.#chance = chance;
    this.random = random;
  }

  supposing(): View {
    return new RequestView(this.#parts, this.#chance, () => 0);
  }

  nowMs(): number {
    return this.#engine.world.nowMs();
  }

  standing(index: number): Standing {
    const rung = this.#rungAt(index);
    if (rung === null) return 'ready';
    const { route, credential } = this.#asked;
    const { world, book, vault, setup } = this.#engine;
    if (route.allow !== null && !route.allow.includes(rung.provider)) return 'forbidden';
    const { account } = accessOf(setup, rung.provider);
    if (isSpent(this.#engine, account)) return 'parked';
    if (vault.pick(account, this.#modelOf(rung), credential, world.nowMs()) === null) return 'parked';
    const target = this.#targetOf(rung);
    if (book.admits(target, this.#chance)) return 'ready';
    return book.rests(target) ? 'resting' : 'ramping';
  }

  hasOtherKey(index: number): boolean {
    const rung = this.#rungAt(index);
    if (rung === null) return false;
    const { keys } = accessOf(this.#engine.setup, rung.provider).account;
    return keys.kind === 'own' && keys.secrets.length > 1;
  }

  restsUntilMs(index: number): number {
    const breaker = this.#healthAt(index)?.breaker;
    return breaker?.state === 'open' ? breaker.lookMs : 0;
  }

  comesAndGoes(index: number): boolean {
    const breaker = this.#healthAt(index)?.breaker;
    return breaker?.state === 'open' && comesAndGoes(breaker, this.#chance);
  }

  suspect(index: number): boolean {
    const health = this.#healthAt(index);
    return health !== null && isSuspect(health);
  }

  failTogether(index: number, other: number): boolean {
    const others = this.#domainsOf(other);
    return this.#domainsOf(index).some((domain) => others.includes(domain));
  }

  mayRepeat(): boolean {
    const rung = this.#rungAt(0);
    if (rung === null) return false;
    const { models, setup } = this.#engine;
    const { price } = models.factsOf(accessOf(setup, rung.provider).account, this.#modelOf(rung));
    return mayRepeat(this.#asked.body, price?.input ?? null);
  }

  mayContinue(): boolean {
    return this.#parts.answer.mayContinue();
  }

  mayRestart(): boolean {
    return this.#parts.answer.mayRestart();
  }

  continues(index: number): boolean {
    return this.#parts.answer.continues(index);
  }

  affords(why: Why, index: number): boolean {
    const { purse, setup, models } = this.#engine;
    // A client that asks again by itself is not helped in that.
    if (!purse.affords(why) || (why === 'again' && isRetry(this.#asked.headers))) return false;
    const rung = this.#rungAt(index);
    if (rung === null || !isExtra(why)) return true;
    const { account } = accessOf(setup, rung.provider);
    const model = this.#modelOf(rung);
    const asking = { asked: this.#asked, conversation: this.#parts.conversation, account, model };
    const usd = guessedUsd(asking, models.factsOf(account, model).price);
    return purse.allows(usd, setup.extraSpend ?? EXTRA_SPEND);
  }

  isFull(index: number): boolean {
    const rung = this.#rungAt(index);
    return rung !== null && hasNoPlace(this.#engine, this.#asked, rung);
  }

  has(index: number): boolean {
    const rung = this.#ladder[index];
    return rung !== undefined && rung.kind !== 'model' && rung.kind !== 'notice' && this.#parts.below.has(rung);
  }

  earlyMs(): number {
    return this.#engine.repeats.earlyMs(this.#asked);
  }

  #rungAt(index: number): ModelRung | null {
    const rung = this.#ladder[index];
    return rung?.kind === 'model' ? rung : null;
  }

  #modelOf({ model }: ModelRung): string {
    return model ?? this.#asked.scan.model;
  }

  #targetOf(rung: ModelRung): string {
    return targetOf(rung, this.#asked.scan.model);
  }

  #healthAt(index: number): Health | null {
    const rung = this.#rungAt(index);
    return rung === null ? null : this.#engine.book.of(this.#targetOf(rung));
  }

  #domainsOf(index: number): readonly string[] {
    const rung = this.#rungAt(index);
    return rung === null ? [] : accessOf(this.#engine.setup, rung.provider).account.provider.failureDomains;
  }
}
