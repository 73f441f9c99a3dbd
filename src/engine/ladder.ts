import { Fault } from '../model/fault.ts';
import { type Need, needsOf } from '../model/need.ts';
import { type ModelRung, type Rung, targetOf } from '../model/route.ts';
import type { Parsed } from '../protocols/protocol.ts';
import type { Asked } from './asked.ts';
import { accessOf, type Engine } from './engine.ts';

/** The rungs that may serve this request at all, best first. Throws `no-such-route` when there is none. */
export function ladderFor({ standby, route, embedding, scan }: Asked, conversation: () => Parsed): readonly Rung[] {
  const chosen = embedding === null && route.ladder.some((rung) => rung.kind === 'model' && rung.needs !== undefined);
  const able = embedding === null ? route.ladder : route.ladder.filter(makesVectors);
  const ladder = chosen ? suited(able, needsOf(conversation().conversation)) : able;
  if (ladder.length === 0) throw new Fault('no-such-route', `No rung of ${route.name} is for requests of this kind`);
  return standby ? withoutRepeats(ladder, scan.model) : ladder.slice(0, 1);
}

/**
 * `provider/*` and `provider/model` are the same target for who asks for that model. It stands where it stands first: asked as two it would be
 * asked twice as often as it may be, and hang twice before anybody else is asked. One that may go on with an answer that broke off is left.
 */
function withoutRepeats(ladder: readonly Rung[], wanted: string): readonly Rung[] {
  return ladder.some((rung, place) => isRepeat(ladder, place, rung, wanted))
    ? ladder.filter((rung, place) => !isRepeat(ladder, place, rung, wanted))
    : ladder;
}

function isRepeat(ladder: readonly Rung[], place: number, rung: Rung, wanted: string): boolean {
  if (rung.kind !== 'model' || rung.continue === true) return false;
  for (let above = 0; above < place; above += 1) {
    const other = ladder[above];
    if (other?.kind !== 'model' || other.provider !== rung.provider) continue;
    if ((other.model ?? wanted) === (rung.model ?? wanted)) return true;
  }
  return false;
}

/** A sentence is no vector, and what a rung is for is never vectors. */
export function makesVectors(rung: Rung): rung is ModelRung {
  return rung.kind === 'model' && rung.needs === undefined;
}

function suited(ladder: readonly Rung[], needs: ReadonlySet<Need>): readonly Rung[] {
  return ladder.filter((rung) => rung.kind !== 'model' || (rung.needs ?? []).every((need) => needs.has(need)));
}

/** Whom the request was meant for: the provider of the best rung, whatever account it is asked through. */
export function vendorOf({ setup }: Engine, [best]: readonly Rung[]): string {
  return best?.kind === 'model' ? accessOf(setup, best.provider).account.provider.id : '';
}

/** Where in the ladder a target stands, -1 when nowhere. `wanted` is the model that was asked for. */
export function placeOf(ladder: readonly Rung[], target: string, wanted: string): number {
  return ladder.findIndex((rung) => rung.kind === 'model' && targetOf(rung, wanted) === target);
}
