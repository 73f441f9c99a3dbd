import type { Tone } from '../../page/shapes.ts';
import { counted, listed } from '../../page/words.ts';
import { conditionOf, isIll, isInTrouble, type Outlook, sinceOf, type SurfaceOutlook } from './outlook.ts';
import { modelForPeople, type Words } from './words.ts';

/** The first that people read: how things are, in one sentence, and what else they should know of it. */
export type Headline = { readonly tone: Tone; readonly sentence: Words; readonly beside: Words };

export function headlineOf(outlook: Outlook): Headline {
  const { surfaces, cutOffSinceMs } = outlook;
  if (surfaces.length === 0) return { tone: 'unknown', sentence: ['Nothing is being watched here.'], beside: [] };
  if (cutOffSinceMs !== null) {
    return {
      tone: 'unknown',
      sentence: ['Nothing can be reached from here since ', { atMs: cutOffSinceMs, form: 'clock' }, '.'],
      beside: ['It looks like our own network, so nobody else is blamed.'],
    };
  }
  const ill = surfaces.filter(isInTrouble);
  if (ill.length > 0) return troubled(surfaces, ill);
  const dark = surfaces.filter(({ verdict }) => verdict.condition === 'unknown');
  if (dark.length === surfaces.length) {
    return {
      tone: 'unknown',
      sentence: ['Nothing can be verified at the moment.'],
      beside: ['That is not good news and not bad news: nobody could be asked yet.'],
    };
  }
  return {
    tone: 'well',
    sentence: [dark.length === 0 ? 'Everything is working.' : 'Everything that we can check is working.'],
    beside: dark.length === 0 ? [] : [unverified(dark)],
  };
}

function troubled(surfaces: readonly SurfaceOutlook[], ill: readonly SurfaceOutlook[]): Headline {
  const used = ill.filter((row) => row.used);
  // What our own requests go through comes first; the rest is mentioned.
  const main = used.length > 0 ? used : ill;
  const others = ill.filter((row) => !main.includes(row));
  const conditions = main.map(conditionOf);
  const tone = conditions.includes('down') ? 'down' : 'trouble';
  const sinceMs = Math.min(...main.map(sinceOf));
  const dark = surfaces.filter(({ verdict }) => verdict.condition === 'unknown');
  return {
    tone,
    sentence: [
      listed(main.map(nameOf)),
      ...predicate(conditions, main.length > 1),
      { atMs: sinceMs, form: 'clock' },
      answered(main),
    ],
    beside: [
      ...(others.length === 0 ? [] : [`${listed(others.map(nameOf))} ${are(others.length)} having trouble, too. `]),
      ...(dark.length === 0 ? [] : [unverified(dark)]),
    ],
  };
}

const are = (count: number): string => (count === 1 ? 'is' : 'are');

function predicate(conditions: readonly string[], many: boolean): readonly string[] {
  if (conditions.every((one) => one === 'down')) return [` ${many ? 'are' : 'is'} down since `];
  if (conditions.every((one) => one === 'recovering')) return [` ${many ? 'are' : 'is'} coming back since `];
  return [` ${many ? 'are' : 'is'} having trouble since `];
}

/** The name of a surface, or of the one part of it that is in trouble. */
function nameOf({ surface, verdict, parts }: SurfaceOutlook): string {
  const [part, ...more] = parts.filter(isIll);
  const isWhole = isIll(verdict) || verdict.condition === 'recovering';
  if (isWhole || part === undefined || more.length > 0 || part.cell.model === null) return surface.name;
  return `${modelForPeople(part.cell.model)} of ${surface.name}`;
}

/** What becomes of requests meanwhile, as far as that can be said in a word. */
function answered(rows: readonly SurfaceOutlook[]): string {
  const standins = rows.flatMap(({ standin }) => (standin === null ? [] : [standin]));
  if (standins.length === 0) return '.';
  const names = [...new Set(standins.flatMap(({ answers }) => (answers === null ? [] : [answers])))];
  if (names.length === 0) return '; nobody can answer your requests at the moment.';
  const isPartly = standins.some(({ answers, partly }) => answers === null || partly === true);
  if (isPartly) return `; some of your requests are answered by ${listed(names)}, the others by nobody.`;
  return `; your requests are answered by ${listed(names)}.`;
}

function unverified(dark: readonly SurfaceOutlook[]): string {
  const names = listed(dark.map(({ surface }) => surface.name));
  return `${counted(dark.length, 'service')} cannot be verified: ${names}.`;
}
