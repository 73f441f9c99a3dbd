import type { Span } from '../../history/spans.ts';
import type { JoinedRung } from '../workflows/ladder.ts';
import { RUNG_KINDS } from '../workflows/rungs.ts';
import { lostWith, type Service, serviceOf } from '../workflows/service.ts';
import type { Known } from '../workflows/sources.ts';
import { msOf } from '../workflows/time.ts';
import type { Chance } from './chance.ts';
import { play, type PlayedRung } from './episodes.ts';
import { jointWindows, type Past, troubleOf } from './past.ts';
import { meanYear, type MeanYear, type Playing, type Year, yearOf } from './years.ts';

/** What is expected of a workflow in a year like those of the past. */
export type Forecast =
  | { readonly kind: 'unknown'; readonly workflow: string; readonly why: string }
  | {
      readonly kind: 'known';
      readonly workflow: string;
      /** Who serves first. */
      readonly first: string;
      /** The time that was played. */
      readonly windows: readonly Span[];
      readonly toleranceMs: number;
      readonly year: Year;
      /** With the first rung alone, and with one more of the ladder each time. */
      readonly steps: readonly Step[];
      /** What could be done next, by how much it takes away. */
      readonly further: readonly Further[];
      /** Rungs that count as if they were not there, because what they would do is not known. */
      readonly unplayed: readonly { readonly name: string; readonly why: string }[];
      /** Chance that each standby fails when it is needed, and how long until it serves: what the figures rest on. */
      readonly inputs: readonly Input[];
    };

export type Step = { readonly name: string; readonly year: MeanYear };
/** `prove`: show that what there is works. `hasten`: have it come in by itself, and soon. `add`: one rung more. */
export type Further = Step & { readonly does: 'prove' | 'hasten' | 'add' };
export type Input = { readonly name: string; readonly chance: Chance; readonly switchMs: number };

/** What an operator wants to know instead of what is known. */
export type Assumed = {
  /** First day that counts, `2026-05-07`; null: all that is known. */
  readonly since: string | null;
  /** How likely every standby is to fail, 0–1; null: as its evidence says. */
  readonly failing: number | null;
  /** How long every switch takes, ms; null: as each rung says. */
  readonly switchMs: number | null;
};

/** Trials after which a standby is called proven here. */
const TRIALS = 5;

/** The forecast of a workflow: the past is played against its ladder, on one time line for all who are in it. */
export function forecastOf(known: Known, past: Past, assumed: Assumed): Forecast {
  const workflow = known.workflow.id;
  const [usual] = known.first;
  if (usual === undefined) return { kind: 'unknown', workflow, why: 'nobody knows whose AI it uses' };
  const first = usual.service;
  const trouble = first.isHere ? [] : troubleOf(past, first.id);
  if (trouble === null) return { kind: 'unknown', workflow, why: `no past incidents of ${first.name} are known` };
  const rungs = known.ladder
    .filter(({ kind }) => RUNG_KINDS[kind].goesOn || kind === 'cache')
    .map((rung) => playedRung(rung, past, assumed));
  const surfaces = [first, ...known.ladder.flatMap(({ service }) => service ?? [])].filter(
    ({ id, isHere }) => !isHere && past.coverage.has(id),
  );
  const windows = jointWindows(
    past,
    surfaces.map(({ id }) => id),
    assumed.since,
  );
  if (windows.length === 0)
    return { kind: 'unknown', workflow, why: 'there is no time of which something is known of all its services' };
  const top: PlayedRung = {
    name: first.name,
    kind: 'model',
    trouble,
    way: 'again',
    switchMs: 0,
    chance: { by: 'assumption', failing: 0 },
  };
  const toleranceMs = msOf(known.workflow.rto) ?? msOf(known.workflow.mtpd) ?? 0;
  const playing: Playing = { windows, toleranceMs };
  const ladder = [top, ...rungs];
  const played = ladder.filter((rung) => rung.trouble !== null);
  return {
    kind: 'known',
    workflow,
    first: first.name,
    windows,
    toleranceMs,
    year: yearOf(play(ladder, windows), playing),
    steps: played.map((rung, at) => ({
      name: at === 0 ? `${rung.name} alone` : `and ${rung.name}`,
      year: meanYear(play(played.slice(0, at + 1), windows), playing),
    })),
    further: furtherOf(ladder, { first, past, playing, taken: new Set(surfaces.map(({ id }) => id)) }),
    unplayed: rungs
      .filter((rung) => rung.trouble === null)
      .map(({ name, kind }) => ({
        name,
        why:
          kind === 'below'
            ? 'nobody has said which share of the questions it can answer'
            : 'nothing is known of its past',
      })),
    inputs: rungs.flatMap(({ name, chance, switchMs, trouble: own }) =>
      own === null ? [] : [{ name, chance, switchMs }],
    ),
  };
}

function playedRung(rung: JoinedRung, past: Past, assumed: Assumed): PlayedRung {
  const { kind, automatic, switchMs, chance, text } = rung;
  const { asksModel, name } = RUNG_KINDS[kind];
  return {
    name: text === '' ? name : `${name} (${text})`,
    kind: asksModel ? 'model' : 'below',
    trouble: troubleIn(rung, past),
    way: automatic ? 'again' : 'instead',
    switchMs: assumed.switchMs ?? switchMs,
    chance: assumed.failing === null ? chance : { by: 'assumption', failing: assumed.failing },
  };
}

/** When a rung does not answer; null where that is not known. */
function troubleIn({ kind, service, level }: JoinedRung, past: Past): PlayedRung['trouble'] {
  if (kind === 'cache')
    return level === null ? null : [{ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, weight: 1 - level }];
  if (!RUNG_KINDS[kind].asksModel || service?.isHere === true) return [];
  return service === null ? null : troubleOf(past, service.id);
}

type Around = {
  readonly first: Service;
  /** Ids of those that are in the ladder already. */
  readonly taken: ReadonlySet<string>;
  readonly past: Past;
  readonly playing: Playing;
};

/** What each further step would come to: a rung more, a proof, a switch that needs nobody. */
function furtherOf(ladder: readonly PlayedRung[], around: Around): readonly Further[] {
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
      chance: kind === 'model' ? proven : { by: 'assumption', failing: 0 },
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
