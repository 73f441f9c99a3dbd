import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Definition, DEFINITIONS } from '../../history/definitions.ts';
import { type Numbers, numbers } from '../../history/numbers.ts';
import type { Span } from '../../history/spans.ts';
import { endOf, type Incident, startOf } from '../../model/incident.ts';
import type { Day, Monitor } from '../../model/monitor.ts';
import { isAbout } from '../../model/scope.ts';
import type { Surface } from '../../model/surface.ts';

/** What is wanted: of how many days, and what counts as being down. */
export type FiguresAsked = { readonly days: number; readonly definition: Definition };

/** How reliable everybody was, each figure by the same definition. */
export type Figures = FiguresAsked & { readonly window: Span; readonly rows: readonly FigureRow[] };

/** Of a maker (all that it has), of one of its surfaces, or of one model there. */
export type FigureRow = {
  readonly of: 'maker' | 'surface' | 'model';
  readonly name: string;
  /** Null for a maker. */
  readonly surface: string | null;
  readonly model: string | null;
  /** Of how many of the days something is known. */
  readonly knownDays: number;
  /** Null where nothing is known. */
  readonly numbers: Numbers | null;
};

export const FIGURE_DAYS = [30, 90, 365] as const;
const DAY_MS = 86_400_000;
const INCIDENTS_MAX = 5_000;
/** Models of a surface that have rows of their own: those that most incidents name, if so many do. */
const MODELS_MAX = 6;
const NAMED_MIN = 3;

/** The figures that an address asks for, as it says or as is usual. */
export function figuresAsked(parameters: URLSearchParams): FiguresAsked {
  const days = FIGURE_DAYS.find((one) => String(one) === parameters.get('days')) ?? 90;
  const definition = Object.values(DEFINITIONS).find(({ id }) => id === parameters.get('definition'));
  return { days, definition: definition ?? DEFINITIONS.statuspage };
}

/** Rejects with `busy` when the store cannot be read now. */
export async function figuresOf(monitor: Monitor, asked: FiguresAsked, nowMs: number): Promise<Figures> {
  const fromMs = Math.floor(nowMs / DAY_MS) * DAY_MS - (asked.days - 1) * DAY_MS;
  const window = { fromMs, toMs: nowMs };
  const known: Known[] = [];
  for (const surface of monitor.surfaces()) {
    const incidents = await monitor.incidents({ surface: surface.id, limit: INCIDENTS_MAX });
    known.push({
      surface,
      incidents: incidents.filter((one) => (endOf(one) ?? nowMs) > fromMs && startOf(one) < nowMs),
      days: await monitor.days(surface.id, asked.days),
    });
    // Counting takes milliseconds: whoever asks something meanwhile has his turn in between.
    await nextTurn();
  }
  const makers = Object.entries(Object.groupBy(known, ({ surface }) => surface.maker));
  return { ...asked, window, rows: makers.flatMap(([maker, own = []]) => rowsOf(maker, own, { ...asked, window })) };
}

type Known = { readonly surface: Surface; readonly incidents: readonly Incident[]; readonly days: readonly Day[] };
type Within = { readonly window: Span; readonly definition: Definition };

function rowsOf(maker: string, known: readonly Known[], within: Within): readonly FigureRow[] {
  const rows = known.flatMap((one) => [surfaceRow(one, within), ...modelRows(one, within)]);
  if (known.length < 2) return rows;
  const all = known.flatMap(({ incidents }) => incidents);
  const figures = figuresFor(all, togetherOf(known.map(({ days }) => days)), within);
  return [{ of: 'maker', name: maker, surface: null, model: null, ...figures }, ...rows];
}

function surfaceRow({ surface, incidents, days }: Known, within: Within): FigureRow {
  const figures = figuresFor(incidents, days, within);
  return { of: 'surface', name: surface.name, surface: surface.id, model: null, ...figures };
}

/** What is about the whole surface is about each of its models, too. */
function modelRows({ surface, incidents, days }: Known, within: Within): readonly FigureRow[] {
  const counts = new Map<string, number>();
  for (const word of incidents.flatMap(({ official }) => official?.scope ?? [])) {
    if (/\d/.test(word) && !word.startsWith('in ')) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const named = [...counts].filter(([, count]) => count >= NAMED_MIN).toSorted(([, a], [, b]) => b - a);
  return named.slice(0, MODELS_MAX).map(([model]) => {
    const own = incidents.filter(({ official }) => isAbout(official?.scope ?? [], { model, region: null }));
    return { of: 'model', name: model, surface: surface.id, model, ...figuresFor(own, days, within) };
  });
}

function figuresFor(
  incidents: readonly Incident[],
  days: readonly Day[],
  { window, definition }: Within,
): Pick<FigureRow, 'knownDays' | 'numbers'> {
  const known = days.filter(({ worst }) => worst !== null);
  if (known.length === 0) return { knownDays: 0, numbers: null };
  // Today counts as far as it has gone.
  const knownMs = known.reduce((sum, { date }) => sum + Math.min(DAY_MS, window.toMs - Date.parse(date)), 0);
  return { knownDays: known.length, numbers: numbers({ incidents, window, definition, times: 'known', knownMs }) };
}

/** Days of which something is known of any. */
function togetherOf(all: readonly (readonly Day[])[]): readonly Day[] {
  const [first = [], ...others] = all;
  return first.map((day, at) => (day.worst === null ? (others.find((days) => days[at]?.worst)?.[at] ?? day) : day));
}
