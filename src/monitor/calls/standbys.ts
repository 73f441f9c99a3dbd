import type { Engine } from '../../engine/engine.ts';
import { rungTargets } from '../../engine/probes/proofs.ts';
import type { Standby, Tiding } from '../../model/monitor.ts';
import { type Route, targetKey } from '../../model/route.ts';
import { PROVEN_MS } from '../../model/status.ts';

type StandbyTiding = Extract<Tiding, { readonly kind: 'standby' }>;

/** Which rungs nobody has seen at work for too long. `look` tells of those of which that has changed. */
export function standbys(startMs: number): {
  readonly look: (engine: Engine, routes: readonly Route[]) => readonly StandbyTiding[];
} {
  let unproven: ReadonlySet<string> = new Set();
  return {
    look: (engine, routes) => {
      const tidings: StandbyTiding[] = [];
      const next = new Set<string>();
      for (const { name, target } of routes.flatMap((route) => targetsOf(engine, route))) {
        const key = JSON.stringify([name, target]);
        // What nobody has seen since the start may have worked until then.
        const sinceMs = Math.max(startMs, engine.proofs.sinceMs(target) ?? startMs);
        const proven = isProven(engine, target) || engine.world.nowMs() - sinceMs < PROVEN_MS;
        if (!proven) next.add(key);
        if (proven === unproven.has(key)) tidings.push({ kind: 'standby', target, route: name, proven });
      }
      unproven = next;
      return tidings;
    },
  };
}

/** All that are looked after. */
export function standbysOf(engine: Engine, routes: readonly Route[]): readonly Standby[] {
  return routes.flatMap((route) => {
    const known = targetsOf(engine, route);
    const nameless = route.ladder.slice(1).flatMap((rung) => {
      const any = rung.kind === 'model' && rung.model === null ? `${rung.provider}/` : null;
      return any === null || known.some(({ target }) => target.startsWith(any)) ? [] : [`${any}*`];
    });
    return [
      ...known.map(({ target }) => ({ route: route.name, target, proven: isProven(engine, target) })),
      ...nameless.map((target) => ({ route: route.name, target, proven: false })),
    ];
  });
}

function targetsOf(engine: Engine, route: Route): readonly { readonly name: string; readonly target: string }[] {
  const targets = rungTargets(engine, [{ ...route, ladder: route.ladder.slice(1) }]);
  return targets.map((target) => ({ name: route.name, target: targetKey(target) }));
}

function isProven({ proofs, world }: Engine, target: string): boolean {
  const provenMs = proofs.provenMs(target);
  return provenMs !== null && world.nowMs() - provenMs < PROVEN_MS;
}
