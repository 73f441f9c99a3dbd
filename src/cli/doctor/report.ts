import type { Ending } from '../exit-codes.ts';
import { type Channel, duration, lengthOf, wrap } from '../print.ts';
import type { Plan } from './checks.ts';
import { abilityWords, rehearsalLines, rehearsalStanding } from './deep.ts';
import { type Finding, standingOf } from './examine.ts';
import type { Rehearsal } from './rehearse.ts';
import { type Standing, VERDICTS } from './verdict.ts';

/** How many rungs of a route answer. A route whose rungs were not proved is not ready, and not failing either. */
export type RouteVerdict = {
  readonly name: string;
  readonly match: readonly string[];
  readonly rungs: number;
  readonly ready: number;
  readonly standing: Standing;
  /** Nothing but keys is in the way. */
  readonly onlyKeys: boolean;
};

/** What the findings mean for every route. */
export function judgeRoutes({ routes }: Plan, findings: readonly Finding[]): readonly RouteVerdict[] {
  return routes.map(({ route, names }) => {
    const rungs = names.map((name) => findings.filter((finding) => finding.name === name));
    const standings = rungs.map((keys) => best(keys.map(standingOf)));
    return {
      name: route.name,
      match: route.match,
      rungs: names.length,
      ready: standings.filter((standing) => standing === 'ready').length,
      standing: best(standings),
      onlyKeys: rungs.flat().every(({ verdict }) => VERDICTS[verdict].credential),
    };
  });
}

function best(standings: readonly Standing[]): Standing {
  return (['ready', 'unknown'] as const).find((standing) => standings.includes(standing)) ?? 'dead';
}

/** All that was found out. */
export type Judged = {
  readonly findings: readonly Finding[];
  readonly routes: readonly RouteVerdict[];
  /** Empty without a deep look. */
  readonly rehearsals: readonly Rehearsal[];
};

/**
 * How it ends. A refused key comes before a degraded route, because it does not mend itself. What could not be proved is no
 * failure, but with `strict` it is not good enough.
 */
export function endingOf({ findings, routes, rehearsals }: Judged, strict: boolean): Ending {
  const rehearsed = rehearsals.map(rehearsalStanding);
  const dead = routes.filter(({ standing }) => standing === 'dead');
  if (dead.some(({ onlyKeys }) => !onlyKeys)) return 'failing';
  if (findings.some(({ verdict }) => VERDICTS[verdict].credential)) return 'credential';
  if (rehearsed.includes('failed')) return 'failing';
  const flawed = findings.some(({ verdict }) => verdict !== 'ok') || rehearsed.includes('alone');
  return strict && flawed ? 'degraded' : 'fine';
}

const MARKS = { ready: ['green', '✓'], unknown: ['yellow', '–'], dead: ['red', '✗'] } as const;

/** One line per finding, with what to do about it below. */
export function findingLines(
  findings: readonly Finding[],
  { paint, width }: Pick<Channel, 'paint' | 'width'>,
): readonly string[] {
  const names = findings.map(labelOf);
  const left = Math.max(...names.map(lengthOf)) + 2;
  return findings.flatMap((finding, index) => {
    const { verdict, detail, fix, firstContentMs } = finding;
    const [colour, mark] =
      verdict === 'ok'
        ? MARKS.ready
        : ['degraded', 'missing_capability'].includes(verdict)
          ? (['yellow', '!'] as const)
          : MARKS[standingOf(finding)];
    const time = firstContentMs === null ? '' : `, first words after ${duration(firstContentMs)}`;
    const can = abilityWords(finding);
    const text = `${VERDICTS[verdict].words}${time}${can === '' ? '' : `; ${can}`}${detail === '' ? '' : `: ${detail}`}`;
    const room = { width: width() - 2, indent: left + 2 };
    return [
      `${paint(colour, mark)} ${(names[index] ?? '').padEnd(left)}${wrap(text, room)}`,
      ...(fix === '' ? [] : [`${' '.repeat(left + 2)}${paint('bold', wrap(`→ ${fix}`, room))}`]),
    ];
  });
}

function labelOf({ name, check }: Finding): string {
  return check.key > 0 ? `${check.account.id}, key ${check.key + 1}` : name;
}

/** `claude-*: 2 of 3 rungs answer`. */
export function routeLines(
  { routes, rehearsals }: Judged,
  channel: Pick<Channel, 'paint' | 'width'>,
): readonly string[] {
  const { paint } = channel;
  return routes.flatMap(({ name, match, rungs, ready, standing }) => {
    const [colour, mark] = standing === 'ready' && ready < rungs ? (['yellow', '!'] as const) : MARKS[standing];
    const proved = standing === 'unknown' ? 'no rung was proved to answer' : `${ready} of ${rungs} rungs answer`;
    const rehearsal = rehearsals.find(({ route }) => route === name);
    return [
      `${paint(colour, mark)} ${match.slice(0, 3).join(' ')}${match.length > 3 ? ' …' : ''}: ${proved}`,
      ...(rehearsal === undefined ? [] : rehearsalLines(rehearsal, channel)),
    ];
  });
}

/** The findings as data. Of a key only the hint is shown. */
export function findingsData(findings: readonly Finding[]): readonly object[] {
  return findings.map(
    ({ name, check: { account, model, secret, key }, verdict, level, detail, fix, firstContentMs, abilities }) => ({
      target: name,
      provider: account.id,
      model,
      key: secret === null ? null : { position: key, hint: secret.hint(), variable: secret.variable || null },
      verdict,
      level,
      detail,
      fix,
      firstContentMs: firstContentMs === null ? null : Math.round(firstContentMs),
      abilities,
    }),
  );
}
