import { type Need, NEEDS } from '../../model/need.ts';
import { countsLine } from '../queue/lines.ts';
import {
  type AccountStatus,
  asksModel,
  PROVEN_MS,
  type RungStatus,
  type Status,
  type TargetStatus,
} from '../../model/status.ts';
import { failingLine } from '../monitoring/alert-lines.ts';
import { keptLines } from '../cache/kept-lines.ts';
import { ago, type Channel, columns, duration, shorten } from '../print.ts';

/** `failing`: a route has no model that may be asked now. `degraded`: something that should be there is not. */
export type Standing = 'fine' | 'degraded' | 'failing';

export function standing(status: Status): Standing {
  const { routes, config, journal, cutOffSinceMs } = status;
  const models = routes.map(({ rungs }) => rungs.filter(asksModel));
  if (models.some((rungs) => !rungs.some(({ state }) => state === 'ready'))) return 'failing';
  const resting = models.some((rungs) => rungs.some(({ state }) => AWAY.includes(state)));
  const isOwn = config.refused !== '' || journal.trouble !== '' || failingChannels(status).length > 0;
  return resting || cutOffSinceMs !== null || isOwn ? 'degraded' : 'fine';
}

/** An older gateway says nothing of channels. */
function failingChannels({ channels }: Partial<Pick<Status, 'channels'>>): Status['channels'] {
  return channels?.filter(({ state }) => state === 'failing') ?? [];
}

const AWAY: readonly RungStatus['state'][] = ['resting', 'parked', 'spent'];

/** The status for people. */
export function statusLines(url: string, status: Status, { paint }: Channel): readonly string[] {
  const { version, pid, startedAtMs, config, cutOffSinceMs, routes, requests, journal } = status;
  const nowMs = Date.now();
  const uptime = duration(nowMs - startedAtMs);
  return [
    `${paint('bold', `failsoft ${version}`)} at ${url} (pid ${pid}, for ${uptime})`,
    `Configuration: ${config.source}, number ${config.generation}, applied ${ago(config.appliedAtMs, nowMs)}`,
    ...(config.refused === '' ? [] : [paint('red', `Refused, the last good one stays: ${config.refused}`)]),
    ...(cutOffSinceMs === null
      ? []
      : [paint('red', `Nothing can be reached from this machine, for ${duration(nowMs - cutOffSinceMs)} now`)]),
    ...drillLine(status, { paint, nowMs }),
    ...routes.flatMap(({ name, match, rungs }) => [
      '',
      `${paint('bold', name)}  ${shorten(match.join(' '), 60)}${seen(rungs, { paint, nowMs })}`,
      ...columns(
        rungs.flatMap((rung, index) => rungRows(rung, index, { paint, nowMs, wanted: wantedOf(rungs, nowMs) })),
      ).map((line) => `  ${line}`),
    ]),
    '',
    requestLine(requests),
    ...status.accounts.map(accountLine),
    spendLine(status.spend),
    ...keptLines(status.kept, paint),
    ...editionLines(status, paint),
    ...deferredLines(status, { paint, nowMs }),
    journalLine(journal),
    ...(journal.trouble === '' ? [] : [paint('yellow', `Journal: ${journal.trouble}`)]),
    ...failingChannels(status).map((one) => paint('yellow', failingLine(one, nowMs))),
  ];
}

/** An older gateway says nothing of drills. */
function drillLine({ drill }: Partial<Pick<Status, 'drill'>>, { paint }: Drawing): readonly string[] {
  if (drill === undefined || drill === null) return [];
  return [
    paint('yellow', `A drill: ${drill.provider} fails on purpose (${drill.mode}) for ${duration(drill.leftMs)} more`),
  ];
}

/** How many rungs were seen at work lately, where that is not all of them. */
function seen(rungs: readonly RungStatus[], { paint, nowMs }: Drawing): string {
  const models = rungs.filter(asksModel);
  const isSeen = ({ targets }: RungStatus): boolean =>
    targets.some(({ provenAtMs }) => provenAtMs !== null && nowMs - provenAtMs < PROVEN_MS);
  const count = models.filter(isSeen).length;
  if (count === models.length) return '';
  return `  ${paint('yellow', `${count} of ${models.length} rungs seen at work in the last 24 hours`)}`;
}

type Drawing = { readonly paint: Channel['paint']; readonly nowMs: number };

/** `wanted`: what requests of the route have wanted beyond words. */
type RungDrawing = Drawing & { readonly wanted: readonly Need[] };

const COLOURS = { ready: 'green', resting: 'red', parked: 'yellow', spent: 'yellow', forbidden: 'dim' } as const;

function rungRows(
  { label, state, targets }: RungStatus,
  index: number,
  drawing: RungDrawing,
): readonly (readonly string[])[] {
  const { paint } = drawing;
  const mark = state === 'ready' ? '●' : '○';
  const head = [`${index + 1} ${label}`, `${paint(COLOURS[state], mark)} ${state}`];
  const [only] = targets;
  // A rung with a fixed model has one target of the same name.
  if (targets.length === 1 && only?.target === label) return [[...head, ...targetCells(only, drawing)]];
  return [head, ...targets.map((target) => [`    ${target.target}`, '', ...targetCells(target, drawing)])];
}

function targetCells(target: TargetStatus, { paint, nowMs, wanted }: RungDrawing): readonly string[] {
  const { answered, answeredAtMs, failed, failedAtMs, firstContentMs, lastFault, provenAtMs } = target;
  if (answered + failed === 0 && lastFault === '') {
    const tried =
      provenAtMs === null ? 'not asked yet' : `no request yet; it answered a try (${ago(provenAtMs, nowMs)})`;
    return [paint('dim', `${tried}${provenAtMs === null ? '' : unseen(target, wanted, nowMs)}`)];
  }
  const well = `${answered} answered${answeredAtMs === null ? '' : ` (${ago(answeredAtMs, nowMs)})`}`;
  const speed = firstContentMs === null ? '' : `, first word after ${duration(firstContentMs)}`;
  const ill = failed === 0 ? '' : `; ${failed} failed (${ago(failedAtMs, nowMs)})`;
  const last = lastFault === '' ? '' : `; last fault ${lastFault}`;
  return [`${well}${speed}${ill}${circuit(target, nowMs)}${unseen(target, wanted, nowMs)}${last}`];
}

/** What the requests of a route have wanted lately, whoever answered them. */
function wantedOf(rungs: readonly RungStatus[], nowMs: number): readonly Need[] {
  return NEEDS.filter((need) => rungs.some(({ targets }) => targets.some((target) => hasShown(target, need, nowMs))));
}

/** An older gateway does not say what was seen. */
function hasShown({ seen: all = [] }: Partial<TargetStatus>, wanted: Need, nowMs: number): boolean {
  return all.some(({ need, atMs }) => need === wanted && nowMs - atMs < PROVEN_MS);
}

/** A standby that answers plain questions may be of no use to those who need tools. */
function unseen(target: TargetStatus, wanted: readonly Need[], nowMs: number): string {
  const missing = wanted.filter((need) => !hasShown(target, need, nowMs));
  return missing.length === 0 ? '' : `; not seen with ${missing.join(', ')}`;
}

/** What the breaker does and why, empty when there is nothing to say. */
function circuit({ breaker, share, evidence, suspect, why, nextProbeAtMs }: TargetStatus, nowMs: number): string {
  switch (breaker) {
    case 'closed':
      return suspect ? `; suspect, ${Math.round(evidence * 100)} % of what stops it` : '';
    case 'ramping':
      return `; back, with ${Math.round(share * 100)} % of the requests`;
    case 'probing':
      return `; not asked, ${why}; being probed now`;
    case 'open': {
      if (nextProbeAtMs === null) return `; not asked, ${why}; looked at when somebody wants it`;
      const next = nextProbeAtMs <= nowMs ? 'soon' : `in ${duration(nextProbeAtMs - nowMs)}`;
      return `; not asked, ${why}; next probe ${next}`;
    }
  }
}

/** Nothing where nothing is made ahead of time; an older gateway does not say. */
function editionLines(
  { editions = [] }: Partial<Pick<Status, 'editions'>>,
  paint: Channel['paint'],
): readonly string[] {
  if (editions.length === 0) return [];
  const poor = editions.filter(
    ({ state, builds, trouble }) => state !== 'fresh' || builds.failures > 0 || trouble !== '',
  );
  const names = poor.map(({ slot, state, builds }) => `${slot} ${state}${builds.failures > 0 ? ', not renewed' : ''}`);
  return [
    `Editions: ${editions.length}, ${editions.filter(({ state }) => state === 'fresh').length} fresh`,
    ...(poor.length === 0
      ? []
      : [paint('yellow', `Editions: ${shorten(names.join('; '), 100)}; see failsoft editions list`)]),
  ];
}

/** Nothing where nothing was ever promised; an older gateway does not say. */
function deferredLines(
  { deferred = null }: Partial<Pick<Status, 'deferred'>>,
  { paint, nowMs }: Drawing,
): readonly string[] {
  const counts = deferred?.counts ?? null;
  const all = counts === null ? 0 : Object.values(counts.states).reduce((sum, count) => sum + count, 0);
  return [
    ...(counts === null || all === 0 ? [] : [`Answered later: ${countsLine(counts, nowMs)}`]),
    ...(deferred?.trouble === true
      ? [paint('red', 'Answered later: nothing can be stored now, so nothing is promised')]
      : []),
  ];
}

function requestLine({ total, answered, failed, broken, left, byMode }: Status['requests']): string {
  const modes = Object.entries(byMode).map(([mode, count]) => `${count} ${mode}`);
  const parts = [`${answered} answered${modes.length === 0 ? '' : ` (${modes.join(', ')})`}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (broken > 0) parts.push(`${broken} broken`);
  if (left > 0) parts.push(`${left} left`);
  return `Requests: ${total}${total === 0 ? '' : `: ${parts.join(', ')}`}`;
}

/** How much of its limits an account has used. */
function accountLine(account: AccountStatus): string {
  const { underWay, waiting, concurrency, spentUsd, spendPerHour } = account;
  const wait = waiting === null || waiting === 0 ? '' : `, ${waiting} waiting`;
  const places = concurrency === null ? [] : [`${underWay} of ${concurrency} requests under way${wait}`];
  const money = spendPerHour === null ? [] : [`${dollars(spentUsd ?? 0)} of ${dollars(spendPerHour)} in the last hour`];
  return `${account.account}: ${[...places, ...money].join('; ')}`;
}

function spendLine({ extraUsd, extraMostUsd, guessedUsd, unpriced }: Status['spend']): string {
  const guessed = guessedUsd === 0 ? '' : `, ${dollars(guessedUsd)} of it guessed`;
  const unknown = unpriced === 0 ? '' : `; ${unpriced} of unknown price`;
  return `Calls in addition: ${dollars(extraUsd)} of ${dollars(extraMostUsd)} in the last hour${guessed}${unknown}`;
}

/** To the cent, and what is less than one to a hundredth of it. */
function dollars(usd: number): string {
  return `$${usd.toFixed(usd > 0 && usd < 0.01 ? 4 : 2)}`;
}

function journalLine({ path, recorded, notRecorded }: Status['journal']): string {
  const lost = notRecorded === 0 ? '' : `, ${notRecorded} not recorded`;
  return `Journal: ${path ?? 'in memory only'}, ${recorded} recorded${lost}`;
}
