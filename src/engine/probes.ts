import { type Target, targetKey } from '../model/route.ts';
import { isHere } from '../providers/provider.ts';
import type { Question } from '../resilience/next-question.ts';
import type { Cancel } from '../world/world.ts';
import type { Access } from './access.ts';
import { allowances } from './allowances.ts';
import { isSpent } from './bill.ts';
import type { Engine } from './engine.ts';
import type { Guard } from './health-book.ts';
import { isFull } from './in-turn.ts';
import { networkWatch } from './probe-network.ts';
import { probe } from './probe.ts';
import { usdOf } from './questions.ts';
import { type Asking, goRounds } from './rounds.ts';

/** Probes of one target per minute when the operator does not say; of all targets together it may be PROBES_ALL times as many. */
export const PROBES_PER_MINUTE = 6;
const PROBES_ALL = 10;
/** A target that nobody wanted to ask for so long is left alone, ms. */
const IDLE_MS = 3_600_000;
/** Targets that cannot be asked this way and are remembered; the others find it out again. */
const UNABLE_MAX = 1_000;
/** What was normal before a rest this long need not be so any more, ms. */
const RELEARN_MS = 3_600_000;
/** A probe has this long where nothing is known of the target, and at least and at most so long where something is, ms. */
const WITHIN_MS = 10_000;
const WITHIN_MS_MIN = 1_000;
const WITHIN_MS_MAX = 20_000;

/**
 * Asks targets small questions of our own: those that rest, whether they are back, so that no request has to find out; and on its rounds
 * (rounds.ts) those that are in doubt, or that nobody has asked or seen at work lately. One question at a time is under way at a target,
 * whatever for. Takes the place of whoever did so with an earlier setup of the same engine. Nothing is sent to anybody
 * before something rests, or the gateway was used. Returns the engine.
 */
export function watchOver(engine: Engine): Engine {
  engine.book.guardedBy(guardOf(engine));
  return engine;
}

function guardOf(engine: Engine): Guard {
  const { world, book, setup, questions } = engine;
  const perMinute = setup.probesPerMinute ?? PROBES_PER_MINUTE;
  const allowed = allowances({ perMinute, all: perMinute * PROBES_ALL });
  const wantedMs = new Map<string, number>();
  const unable = new Set<string>();
  const timers = new Map<string, Cancel>();
  const running = new Map<string, Cancel>();
  const network = networkWatch(world, farOrigins(engine), book.network);

  const canProbe = (target: string): boolean => {
    const account = setup.access.get(targetOf(target).provider)?.account;
    if (perMinute === 0 || account === undefined || unable.has(target)) return false;
    return account.keys.kind !== 'caller' && account.provider.personal !== true;
  };

  const later = (target: string, ms: number): void => {
    timers.get(target)?.();
    timers.set(
      target,
      world.after(Math.max(0, ms), () => due(target), 'idle'),
    );
  };

  const schedule = (target: string): void => {
    const { breaker } = book.of(target);
    if (breaker.state !== 'open') return void wantedMs.delete(target);
    if (canProbe(target)) later(target, breaker.lookMs - world.nowMs());
  };

  const due = (target: string): void => {
    timers.delete(target);
    const { breaker } = book.of(target);
    const nowMs = world.nowMs();
    // When the network is back, everything that rests is scheduled anew.
    if (breaker.state !== 'open') return void wantedMs.delete(target);
    if (book.cutOffMs() !== null) return;
    if (nowMs - (wantedMs.get(target) ?? Number.NEGATIVE_INFINITY) > IDLE_MS) return void wantedMs.delete(target);
    const waitMs = Math.max(0, breaker.lookMs - nowMs) || allowed.take(target, nowMs);
    if (waitMs > 0) return later(target, waitMs);
    if (nowMs - breaker.sinceMs > RELEARN_MS) book.relearn(target);
    look(target);
  };

  const look = (target: string): void => {
    const generation = book.probing(target);
    if (generation === null) return;
    // One from before the last change has nothing to say any more.
    running.get(target)?.();
    const known = book.probeWithinMs(target);
    const withinMs = known === null ? WITHIN_MS : Math.min(WITHIN_MS_MAX, Math.max(WITHIN_MS_MIN, known));
    const question = { target, why: 'rests', usd: usdOf(setup, targetOf(target)), atMs: world.nowMs() } as const;
    ask(question, withinMs, {
      told: (end) => {
        book.probed(target, generation, end);
        schedule(target);
      },
      cancelled: () => book.probed(target, generation, { kind: 'unable' }),
    });
  };

  const ask = (question: Question, withinMs: number, on: Asking): void => {
    const { target } = question;
    questions.note(question);
    let told = false;
    const cancel = probe(engine, { target: targetOf(target), withinMs }, (end) => {
      told = true;
      running.delete(target);
      if (end.kind === 'unable' && !hasToWait(engine, targetOf(target))) {
        if (unable.size >= UNABLE_MAX) unable.clear();
        unable.add(target);
      }
      on.told(end);
    });
    if (told) return;
    running.set(target, () => {
      cancel();
      on.cancelled();
    });
  };

  const isFree = (target: Target): boolean => {
    const key = targetKey(target);
    return !running.has(key) && !unable.has(key) && !hasToWait(engine, target);
  };
  const stopRounds = goRounds(engine, { isFree, ask });

  return {
    canProbe,
    domainsOf: (target) => domainsOf(engine, targetOf(target).provider),
    allDomains: () => [...setup.access.keys()].map((provider) => domainsOf(engine, provider)),
    opened: (target) => {
      wantedMs.set(target, world.nowMs());
      schedule(target);
    },
    wanted: (target) => {
      wantedMs.set(target, world.nowMs());
      if (!timers.has(target) && !running.has(target)) schedule(target);
    },
    look: network.look,
    stop: () => {
      network.stop();
      stopRounds();
      for (const cancel of [...timers.values(), ...running.values()]) cancel();
      timers.clear();
      running.clear();
    },
  };
}

/** Where to knock to find out whether there is a way to the world. */
function farOrigins({ setup }: Engine): readonly string[] {
  const far = [...setup.access.values()].filter((access) => !isNear(access));
  return [...new Set(far.map(({ origin }) => origin))];
}

/** A name of a provider has no slash in it; names of models may. */
function targetOf(target: string): Target {
  const slash = target.indexOf('/');
  return { provider: target.slice(0, slash), model: target.slice(slash + 1) };
}

/** Is there nothing to ask with at this moment only: no key, no money or no place? */
function hasToWait(engine: Engine, { provider, model }: Target): boolean {
  const account = engine.setup.access.get(provider)?.account;
  if (account === undefined) return false;
  const parked = engine.vault.pick(account, model, null, engine.world.nowMs()) === null;
  return parked || isSpent(engine, account) || isFull(engine, account);
}

/** What is on this machine, or next to it, needs no way to the world. */
function domainsOf({ setup }: Engine, provider: string): readonly string[] {
  const access = setup.access.get(provider);
  return access === undefined || isNear(access) ? [] : access.account.provider.failureDomains;
}

function isNear({ origin, account }: Access): boolean {
  return isHere({ local: account.provider.local, baseUrl: origin });
}
