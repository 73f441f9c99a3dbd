import type { Component, Level, OfficialIncident, Reading, Source } from '../../model/official.ts';
import { isAbout } from '../../model/scope.ts';
import { clock, excerpt, span } from './words.ts';

/** A page, and what it said last. The reading counts only while the source is `ok`. */
export type PageNow = { readonly source: Source; readonly reading: Reading | null };

/** What the pages say of a surface, or of one model of it. */
export type Opinion = {
  /**
   * `trouble`: there is some. `easing`: it is mended and watched. `well`: nothing is declared. `elsewhere`: only what other models or
   * features have. `silent`: nobody could be heard, or understood.
   */
  readonly stand: 'trouble' | 'easing' | 'well' | 'elsewhere' | 'silent';
  readonly level: Level;
  /** Times that it multiplies the odds of trouble, once, however long it is said; for `well` see `factorOfGreen`. */
  readonly factor: number;
  /** Goes on from "The official page". Put together only when somebody wants to read it. */
  readonly words: () => string;
  readonly url: string | null;
  /** Since when it says so, as far as it tells, ms. */
  readonly sinceMs: number;
  /** When the page was read, ms. */
  readonly atMs: number;
};

/** Whom an opinion is about. A null is all of the surface. */
export type About = { readonly surface: string; readonly model: string | null; readonly region: string | null };

const MINUTE_MS = 60_000;

/** How much likelier a page is to say this when there is trouble; see docs/decisions/verdicts.md. */
const FACTORS: Readonly<Record<Level, number>> = {
  // An incident that is said to touch nobody.
  operational: 2,
  degraded: 6,
  partial: 12,
  major: 30,
  maintenance: 1,
  unknown: 1,
};
/** What is said to be watched was over eleven minutes before, in the median. */
const EASING = 2;
const EASED_MS = 20 * MINUTE_MS;
/** An incident that nobody has added a word to for so long was forgotten, unless a lamp still shows it. */
const FORGOTTEN_MS = 3 * 24 * 60 * MINUTE_MS;
/** Of faults that are ever posted (three in five), 76, 44 and 21 % are not yet when they are so old. */
const GREEN: readonly (readonly [ageMs: number, factor: number])[] = [
  [60 * MINUTE_MS, 0.55],
  [30 * MINUTE_MS, 0.7],
  [15 * MINUTE_MS, 0.9],
];

/** Parts of one surface that pages speak of at once. */
const PARTS_MAX = 20;

const WORDS: Readonly<Record<Level, string>> = {
  operational: 'operational',
  maintenance: 'under maintenance',
  degraded: 'degraded',
  partial: 'partial outage',
  major: 'major outage',
  unknown: 'something that we do not understand',
};

const SILENT: Opinion = {
  stand: 'silent',
  level: 'unknown',
  factor: 1,
  words: () => '',
  url: null,
  sinceMs: 0,
  atMs: 0,
};

/** What a page that shows nothing says against a fault of this age: little, because pages are late. */
export function factorOfGreen(ageMs: number): number {
  return GREEN.find(([leastMs]) => ageMs >= leastMs)?.[1] ?? 1;
}

/** The worst that any page says: pages copy from each other, so their words are not multiplied. */
export function opinionOf(pages: readonly PageNow[], about: About, atMs: number): Opinion {
  const opinions = pages.flatMap(({ source, reading }) =>
    source.state === 'ok' && reading !== null && source.surfaces.includes(about.surface)
      ? [ofPage({ source, reading }, about, atMs)]
      : [],
  );
  return worst(opinions, ['silent', 'well', 'elsewhere', 'easing', 'trouble']) ?? SILENT;
}

/** The title of the maintenance of a surface that is under way; null where there is none. */
export function maintenanceOf(pages: readonly PageNow[], surface: string, atMs: number): string | null {
  for (const { source, reading } of pages) {
    if (source.state !== 'ok' || reading === null) continue;
    const now = reading.maintenances.find(
      ({ surfaces, stage, fromMs, toMs }) =>
        surfaces.includes(surface) &&
        (stage === 'under-way' || (stage === 'scheduled' && fromMs <= atMs && toMs !== null && atMs < toMs)),
    );
    if (now !== undefined) return now.title;
    if (lampsOf(reading, surface).some(({ level }) => level === 'maintenance')) return 'Maintenance';
  }
  return null;
}

/** The models, features and regions that pages say something about: `mythos`. */
export function partsNamed(pages: readonly PageNow[], surface: string): readonly string[] {
  const scopes = pages.flatMap(({ source, reading }) => {
    if (source.state !== 'ok' || reading === null) return [];
    const lit = lampsOf(reading, surface).filter(({ level }) => isTrouble(level));
    return [...lit, ...incidentsOf(reading, surface)].map(({ scope }) => scope);
  });
  return [...new Set(scopes.flat())].slice(0, PARTS_MAX);
}

type Weight = Pick<Opinion, 'stand' | 'level' | 'factor'>;

type Read = { readonly source: Source; readonly reading: Reading };

function ofPage({ source, reading }: Read, about: About, atMs: number): Opinion {
  const readAtMs = source.readAtMs ?? atMs;
  const base = { url: source.url, sinceMs: reading.updatedAtMs ?? readAtMs, atMs: readAtMs };
  const say = (part: Weight, words: () => string): Opinion => ({
    ...base,
    ...part,
    words: () => `${words()}, checked ${span(atMs - readAtMs)} ago`,
  });
  const lamps = lampsOf(reading, about.surface);
  const isDark = lamps.every(({ level }) => level === 'operational');
  const incidents = incidentsOf(reading, about.surface).filter((one) => !(isDark && isForgotten(one, atMs)));
  const told = incidents
    .filter(({ scope }) => isAbout(scope, about))
    .map((one) => {
      const words = (): string =>
        `reports “${excerpt(one.title)}” since ${clock(one.startedAtMs)} UTC (${WORDS[one.level]}, ${one.stage})`;
      return { ...say(incidentWeight(one, atMs), words), url: one.url, sinceMs: one.startedAtMs };
    });
  // A lamp says no more than the incident that has lit it: whole surfaces have been red for a model that was taken away.
  const shown = incidents.length > 0 ? [] : lamps.filter(({ scope }) => isAbout(scope, about));
  const all = [...told, ...shown.map(({ level }) => say(lampWeight(level), () => `says ${WORDS[level]}`))];
  const said = worst(all, ['well', 'silent', 'easing', 'trouble']);
  if (said !== null) return said;
  const others = [
    ...new Set([...incidents, ...lamps.filter(({ level }) => isTrouble(level))].flatMap((one) => one.scope)),
  ];
  return others.length === 0
    ? say({ stand: 'well', level: 'operational', factor: 1 }, () => 'declares nothing')
    : say(
        { stand: 'elsewhere', level: 'operational', factor: 1 },
        () => `speaks only of ${excerpt(others.slice(0, 3).join(', '))}`,
      );
}

function lampWeight(level: Level): Weight {
  if (level === 'operational') return { stand: 'well', level, factor: 1 };
  return { stand: isTrouble(level) ? 'trouble' : 'silent', level, factor: FACTORS[level] };
}

function incidentWeight(incident: OfficialIncident, atMs: number): Weight {
  const { level, stage } = incident;
  if (stage === 'monitoring')
    return { stand: 'easing', level, factor: atMs - lastWordMs(incident) < EASED_MS ? EASING : 1 };
  return { stand: level === 'unknown' ? 'silent' : 'trouble', level, factor: FACTORS[level] };
}

function worst(opinions: readonly Opinion[], order: readonly Opinion['stand'][]): Opinion | null {
  const [first = null, ...others] = opinions;
  if (first === null) return null;
  return others.reduce((one, other) => {
    const more = order.indexOf(other.stand) - order.indexOf(one.stand);
    return more > 0 || (more === 0 && other.factor > one.factor) ? other : one;
  }, first);
}

function lampsOf(reading: Reading, surface: string): readonly Component[] {
  return reading.components.filter((lamp) => lamp.surface === surface);
}

function incidentsOf(reading: Reading, surface: string): readonly OfficialIncident[] {
  return reading.incidents.filter(
    ({ surfaces, stage, endedAtMs }) => endedAtMs === null && stage !== 'resolved' && surfaces.includes(surface),
  );
}

function isForgotten(incident: OfficialIncident, atMs: number): boolean {
  return atMs - lastWordMs(incident) > FORGOTTEN_MS;
}

function lastWordMs({ updates, postedAtMs, startedAtMs }: OfficialIncident): number {
  return Math.max(startedAtMs, postedAtMs ?? startedAtMs, ...updates.map(({ atMs }) => atMs));
}

function isTrouble(level: Level): boolean {
  return level === 'degraded' || level === 'partial' || level === 'major';
}
