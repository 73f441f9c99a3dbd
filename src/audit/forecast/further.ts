import { RUNG_KINDS } from '../workflows/rungs.ts';
import { lostWith, type Service, serviceOf } from '../workflows/service.ts';
import { type Chance, SURE } from './chance.ts';
import { play, type PlayedRung } from './episodes.ts';
import { jointWindows, type Past, troubleOf } from './past.ts';
import { meanYear, type MeanYear, type Playing, type Step } from './years.ts';

/** `prove`: show that what there is works. `hasten`: have it come in by itself, and soon. `add`: one rung more. */
export type Further = Step & { readonly does: 'prove' | 'hasten' | 'add' };

/** Trials after which a standby is called proven here. */
const TRIALS = 5;

type Around = {
  readonly first: Service;
  /** Ids of those that are in the ladder already. */
  readonly taken: ReadonlySet<string>;
  readonly past: Past;
  readonly playing: Playing;
};

/** What each further step would come to: a rung more, a proof, a switch that needs nobody. */
export function furtherOf(ladder: readonly PlayedRung[], around: Around): readonly Further[] {
  const proven: Chance = { by: 'trials', passed: TRIALS, failed: 0 };
  const wishes: readonly Wish[] = [
    {
      does: 'prove',
      name: `prove every standby (${TRIALS} drills passed)`,
      ladder: ladder.map((rung, at) => (at === 0 || isSure(rung.chance) ? rung : { ...rung, chance: proven })),
    },
    {
      does: 'hasten',
      name: 'let every standby come in by itself, within 3 s',
      ladder: ladder.map((rung, at) =>
        at === 0 ? rung : { ...rung, way: 'again' as const, switchMs: Math.min(rung.switchMs, 3_000) },
      ),
    },
    ...addedRungs(ladder, proven, around),
  ];
  const now = meanYear(play(ladder, around.playing.windows), around.playing);
  const gain = ({ withoutAi, nothing }: MeanYear): number => now.withoutAi - withoutAi + (now.nothing - nothing);
  return wishes
    .map(({ name, does, ladder: wished }) => ({
      name,
      does,
      year: meanYear(play(wished, around.playing.windows), around.playing),
    }))
    .filter(({ year }) => gain(year) > 0.05)
    .toSorted((a, b) => gain(b.year) - gain(a.year));
}

type Wish = Pick<Further, 'name' | 'does'> & { readonly ladder: readonly PlayedRung[] };

const isSure = (chance: Chance): boolean => chance.by === 'assumption' && chance.failing === 0;

/** Services whose past is known well enough to be thought of as a standby, the most used first. */
const CANDIDATES = ['openai', 'anthropic', 'groq'];

function addedRungs(
  ladder: readonly PlayedRung[],
  proven: Chance,
  { first, taken, past, playing }: Around,
): readonly Wish[] {
  const other = CANDIDATES.map(serviceOf).find(
    (one) => !taken.has(one.id) && lostWith('provider-down', first, one).length === 0 && isCovered(past, one, playing),
  );
  const rung = (name: string, kind: PlayedRung['kind'], trouble: PlayedRung['trouble']): Wish => {
    const added: PlayedRung = {
      name,
      kind,
      trouble,
      way: 'again',
      switchMs: kind === 'model' ? 3_000 : 0,
      chance: kind === 'model' ? proven : SURE,
    };
    const models = ladder.filter((one) => one.kind === 'model');
    const below = ladder.filter((one) => one.kind === 'below');
    return { name, does: 'add', ladder: kind === 'model' ? [...models, added, ...below] : [...ladder, added] };
  };
  const isThere = (part: string): boolean => ladder.some(({ name }) => name.includes(part));
  return [
    ...(other === undefined
      ? []
      : [
          rung(
            `a rung more: another provider (${other.name}), proven by ${TRIALS} drills`,
            'model',
            troubleOf(past, other.id),
          ),
        ]),
    ...(isThere(RUNG_KINDS.local.name)
      ? []
      : [rung(`a rung more: a model on a machine of our own, proven by ${TRIALS} drills`, 'model', [])]),
    ...(ladder.some(({ kind }) => kind === 'below')
      ? []
      : [rung('a rung more: something that asks no model, such as a text of our own', 'below', [])]),
  ];
}

/** Is its past known for all of the time that is played? */
function isCovered(past: Past, { id }: Service, { windows }: Playing): boolean {
  const own = jointWindows(past, [id], null);
  return windows.every(({ fromMs, toMs }) => own.some((one) => one.fromMs <= fromMs && toMs <= one.toMs));
}
