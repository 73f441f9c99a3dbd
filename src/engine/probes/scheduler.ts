import { parseTarget } from '../../model/route.ts';
import { isHere } from '../../providers/provider.ts';
import type { Access } from '../access.ts';
import type { Engine } from '../engine.ts';
import type { Guard } from '../health/guard.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { networkWatch } from './probe-network.ts';
import { probeResting } from './resting.ts';
import { goRounds } from './rounds.ts';

/**
 * Probes targets: those that rest (resting.ts), and on its rounds (rounds.ts) those that are in doubt, or that nobody has asked or seen at
 * work lately; and looks at our own network when strangers fail together. One probe at a time is under way at a target, whatever for.
 * Takes the place of whoever did so with an earlier setup of the same engine. Nothing is sent to anybody before something rests, or the
 * gateway was used. Returns the engine.
 */
export function watchOver(engine: Engine): Engine {
  engine.book.guardedBy(guardOf(engine));
  return engine;
}

function guardOf(engine: Engine): Guard {
  const { world, book, setup } = engine;
  const probes = oneAtATime(engine);
  const network = networkWatch(world, farOrigins(engine), book.network);
  const resting = probeResting(engine, probes);
  const stopRounds = goRounds(engine, probes);
  return {
    ...resting,
    domainsOf: (target) => domainsOf(engine, parseTarget(target).provider),
    allDomains: () => [...setup.access.keys()].map((provider) => domainsOf(engine, provider)),
    look: network.look,
    stop: () => {
      network.stop();
      stopRounds();
      probes.stop();
      resting.stop();
    },
  };
}

/** Where to knock to find out whether there is a way to the world. */
function farOrigins({ setup }: Engine): readonly string[] {
  const far = [...setup.access.values()].filter((access) => !isNear(access));
  return [...new Set(far.map(({ origin }) => origin))];
}

/** What is on this machine, or next to it, needs no way to the world. */
function domainsOf({ setup }: Engine, provider: string): readonly string[] {
  const access = setup.access.get(provider);
  return access === undefined || isNear(access) ? [] : access.account.provider.failureDomains;
}

function isNear({ origin, account }: Access): boolean {
  return isHere({ local: account.provider.local, baseUrl: origin });
}
