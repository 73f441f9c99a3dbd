import { type Need, needsOf } from '../model/need.ts';
import { type Rung, targetKey } from '../model/route.ts';
import type { Parsed } from '../protocols/protocol.ts';
import type { Asked } from './asked.ts';

/** The rungs that may serve this request at all, best first. */
export function ladderFor({ standby, route, embedding }: Asked, conversation: () => Parsed): readonly Rung[] {
  const chosen = embedding === null && route.ladder.some((rung) => rung.kind === 'model' && rung.needs !== undefined);
  // A sentence is no vector.
  const able = embedding === null ? route.ladder : route.ladder.filter(({ kind }) => kind === 'model');
  const ladder = chosen ? suited(able, needsOf(conversation().conversation)) : able;
  return standby ? ladder : ladder.slice(0, 1);
}

function suited(ladder: readonly Rung[], needs: ReadonlySet<Need>): readonly Rung[] {
  return ladder.filter((rung) => rung.kind !== 'model' || (rung.needs ?? []).every((need) => needs.has(need)));
}

/** Where in the ladder a target stands, -1 when nowhere. `wanted` is the model that was asked for. */
export function placeOf(ladder: readonly Rung[], target: string, wanted: string): number {
  return ladder.findIndex(
    (rung) => rung.kind === 'model' && targetKey({ provider: rung.provider, model: rung.model ?? wanted }) === target,
  );
}
