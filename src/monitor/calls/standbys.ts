import type { Engine } from '../../engine/engine.ts';
import { rungTargets } from '../../engine/probes/proofs.ts';
import type { Tiding } from '../../model/monitor.ts';
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
      for (const route of routes) {
        for (const target of rungTargets(engine, [{ ...route, ladder: route.ladder.slice(1) }]).map(targetKey)) {
          const key = JSON.stringify([route.name, target]);
          const seenMs = Math.max(startMs, engine.proofs.provenMs(target) ?? startMs);
          const proven = engine.world.nowMs() - seenMs < PROVEN_MS;
          if (!proven) next.add(key);
          if (proven === unproven.has(key)) tidings.push({ kind: 'standby', target, route: route.name, proven });
        }
      }
      unproven = next;
      return tidings;
    },
  };
}
