import type { Advice, Alternative } from '../../model/advice.ts';
import { EXPORTS } from '../../providers/exports.ts';
import { SURFACES } from '../../providers/surfaces.ts';
import { listed } from '../../page/words.ts';
import { conditionOf, isInTrouble, type Outlook, type SurfaceOutlook } from './outlook.ts';
import { CONDITIONS, type Term } from './words.ts';

/** What people can do while a service is away, and what they should do before. */
export type Guide = {
  /** The apps that are in trouble, by name. Empty: nobody needs the guide now. */
  readonly away: readonly string[];
  /** `While Claude is down`; empty like `away`. */
  readonly occasion: string;
  readonly rows: readonly GuideRow[];
  readonly exports: readonly ExportRow[];
};

export type GuideRow = {
  readonly work: string;
  readonly use: Alternative;
  /** How it is doing; null where nobody watches it. */
  readonly term: Term | null;
  /** What else people should know. */
  readonly note: string;
};

export type ExportRow = {
  readonly name: string;
  readonly path: string;
  readonly comes: string;
  readonly source: string;
};

export function guideOf({ surfaces }: Pick<Outlook, 'surfaces'>, advice: readonly Advice[]): Guide {
  const byId = new Map(surfaces.map((row) => [row.surface.id, row]));
  // What only programs use is no reason to send people elsewhere.
  const away = surfaces.filter((row) => isInTrouble(row) && ['app', 'coding'].includes(row.surface.kind));
  return {
    away: away.map(({ surface }) => surface.name),
    occasion: occasionOf(away),
    rows: advice.flatMap((one) => adviceRow(one, byId)),
    exports: EXPORTS.map(({ surface, ...rest }) => ({ name: SURFACES.get(surface)?.name ?? surface, ...rest })),
  };
}

function occasionOf(away: readonly SurfaceOutlook[]): string {
  if (away.length === 0) return '';
  const names = listed(away.map(({ surface }) => surface.name));
  const isDown = away.every((row) => conditionOf(row) === 'down');
  return `While ${names} ${away.length === 1 ? 'is' : 'are'} ${isDown ? 'down' : 'having trouble'}`;
}

/** The first that is not in trouble, and what was passed over for it; the first of all when they all are. */
function adviceRow({ work, use, note }: Advice, byId: ReadonlyMap<string, SurfaceOutlook>): readonly GuideRow[] {
  const isAway = ({ surface }: Alternative): boolean => {
    const row = surface === null ? undefined : byId.get(surface);
    return row !== undefined && isInTrouble(row);
  };
  const at = Math.max(
    0,
    use.findIndex((one) => !isAway(one)),
  );
  const chosen = use[at];
  if (chosen === undefined) return [];
  const passed = use.slice(0, at).map(({ name }) => name);
  const reason = passed.length === 0 ? '' : `${listed(passed)} ${passed.length === 1 ? 'is' : 'are'} in trouble.`;
  const row = chosen.surface === null ? undefined : byId.get(chosen.surface);
  return [
    {
      work,
      use: chosen,
      term: row === undefined ? null : CONDITIONS[conditionOf(row)],
      note: [reason, note].filter((text) => text !== '').join(' '),
    },
  ];
}

/** The guide for a terminal, one line each; nothing while nobody needs it. */
export function guideLines({ occasion, rows }: Guide): readonly string[] {
  if (occasion === '') return [];
  return [
    `${occasion}:`,
    ...rows.map(({ work, use, term, note }) => {
      const state = term === null ? '' : ` (${term.word.toLowerCase()})`;
      const where = use.address === '' ? '' : `  ${use.address}`;
      return `  ${work}: ${use.name}${state}${where}${note === '' ? '' : `  ${note}`}`;
    }),
  ];
}
