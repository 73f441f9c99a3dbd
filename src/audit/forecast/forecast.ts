import type { Span } from '../../history/spans.ts';
import type { JoinedRung } from '../workflows/ladder.ts';
import { RUNG_KINDS } from '../workflows/rungs.ts';
import type { Service } from '../workflows/service.ts';
import type { Known } from '../workflows/sources.ts';
import { msOf } from '../workflows/time.ts';
import { type Chance, SURE } from './chance.ts';
import { play, type PlayedRung } from './episodes.ts';
import { type Further, furtherOf } from './further.ts';
import { type Moved, movedOf, type OwnPart, ownPartOf } from './moved.ts';
import { isKnown, jointWindows, type Past, troubleOf } from './past.ts';
import { meanYear, type Playing, type Step, type Year, yearOf } from './years.ts';

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
      /** What of the time that was played is known from the gateway's own record; null: nothing. */
      readonly own: OwnPart | null;
      /** What was measured, and what the figures would be without it, the most telling first. */
      readonly moved: readonly Moved[];
    };

export type Input = {
  readonly name: string;
  readonly chance: Chance;
  readonly switchMs: number;
  /** The time is that of a drill or an incident, and no assumption. */
  readonly isMeasured: boolean;
};

/** What an operator wants to know instead of what is known. */
export type Assumed = {
  /** First day that counts, `2026-05-07`; null: all that is known. */
  readonly since: string | null;
  /** How likely every standby is to fail, 0–1; null: as its evidence says. */
  readonly failing: number | null;
  /** How long every switch takes, ms; null: as each rung says. */
  readonly switchMs: number | null;
};

/** The forecast of a workflow: the past is played against its ladder, on one time line for all who are in it. */
export function forecastOf(known: Known, past: Past, assumed: Assumed): Forecast {
  const workflow = known.workflow.id;
  const setting = settingOf(known, past, assumed);
  if (typeof setting === 'string') return { kind: 'unknown', workflow, why: setting };
  const { first, joined, rungs, ladder, surfaces, playing } = setting;
  const { windows, toleranceMs } = playing;
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
    further: furtherOf(ladder, { first, past, playing, taken: new Set(surfaces) }),
    unplayed: rungs
      .filter((rung) => rung.trouble === null)
      .map(({ name, kind }) => ({
        name,
        why:
          kind === 'below'
            ? 'nobody has said which share of the questions it can answer'
            : 'nothing is known of its past',
      })),
    inputs: rungs.flatMap(({ name, chance, switchMs, trouble }, at) => {
      const isMeasured = assumed.switchMs === null && (joined[at]?.measured?.switchMs ?? null) !== null;
      return trouble === null ? [] : [{ name, chance, switchMs, isMeasured }];
    }),
    own: ownPartOf(past, surfaces, windows),
    moved: movedOf({ known, past, surfaces, windows }, (other, otherPast) => {
      const without = settingOf(other, otherPast, assumed);
      return typeof without === 'string'
        ? null
        : meanYear(play(without.ladder, without.playing.windows), without.playing);
    }),
  };
}

/** All that is played of a workflow. */
type Setting = {
  readonly first: Service;
  /** What comes behind, as it is known and as it is played. */
  readonly joined: readonly JoinedRung[];
  readonly rungs: readonly PlayedRung[];
  readonly ladder: readonly PlayedRung[];
  /** Ids of the services of which something is known. */
  readonly surfaces: readonly string[];
  readonly playing: Playing;
};

/** What is played; where nothing can be, why not. */
function settingOf(known: Known, past: Past, assumed: Assumed): Setting | string {
  const [usual] = known.first;
  if (usual === undefined) return 'nobody knows whose AI it uses';
  const first = usual.service;
  const trouble = first.isHere ? [] : troubleOf(past, first.id);
  if (trouble === null) return `no past incidents of ${first.name} are known`;
  const joined = known.ladder.filter(({ kind }) => RUNG_KINDS[kind].goesOn || kind === 'cache');
  const rungs = joined.map((rung) => playedRung(rung, past, assumed));
  const surfaces = [first, ...known.ladder.flatMap(({ service }) => service ?? [])]
    .filter(({ id, isHere }) => !isHere && isKnown(past, id))
    .map(({ id }) => id);
  const windows = jointWindows(past, surfaces, assumed.since);
  if (windows.length === 0) return 'there is no time of which something is known of all its services';
  const top: PlayedRung = { name: first.name, kind: 'model', trouble, way: 'again', switchMs: 0, chance: SURE };
  const toleranceMs = msOf(known.workflow.rto) ?? msOf(known.workflow.mtpd) ?? 0;
  return { first, joined, rungs, ladder: [top, ...rungs], surfaces, playing: { windows, toleranceMs } };
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
