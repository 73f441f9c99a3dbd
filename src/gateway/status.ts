import { type Breaker, evidenceOf, shareOf } from '../resilience/breaker.ts';
import { isSpent } from '../engine/budgets/bill.ts';
import type { HealthBook } from '../engine/health/health-book.ts';
import { isSuspect } from '../resilience/hedge.ts';
import { isNobody, typicalFirstContentMs } from '../resilience/health.ts';
import type { KeptStatus } from '../model/kept-status.ts';
import { type ModelRung, parseTarget, type Route, type Rung, targetKey } from '../model/route.ts';
import type { AccountStatus, RouteStatus, RungStatus, Status, TargetStatus } from '../model/status.ts';
import type { Live } from './gateway.ts';

export type StatusParts = {
  readonly live: Live;
  readonly version: string;
  readonly startedAtMs: number;
  readonly config: Status['config'];
  readonly requests: Status['requests'];
  readonly journal: { readonly recorded: number; readonly notRecorded: number; readonly trouble: string } | null;
  readonly path: string | null;
  readonly channels: Status['channels'];
  readonly editions: Status['editions'];
  readonly deferred: Status['deferred'];
};

/** How the gateway and all that it knows is doing. */
export function statusOf(parts: StatusParts): Status {
  const { live, journal, path } = parts;
  return {
    version: parts.version,
    pid: process.pid,
    startedAtMs: parts.startedAtMs,
    config: parts.config,
    cutOffSinceMs: cutOffSince(live),
    drill: drillNow(live),
    routes: live.config.routes.map((route) => routeStatus(live, route)),
    accounts: accountsOf(live),
    spend: live.engine.purse.spending(live.config.limits.extraSpend),
    requests: parts.requests,
    kept: keptOf(live.engine),
    journal: {
      path: journal === null ? null : path,
      recorded: journal?.recorded ?? parts.requests.total,
      notRecorded: journal?.notRecorded ?? 0,
      trouble: journal?.trouble ?? '',
    },
    channels: parts.channels,
    editions: parts.editions,
    deferred: parts.deferred,
  };
}

function keptOf({ answers, tally, renewals, wordings, world }: Live['engine']): KeptStatus {
  const runway = tally.shares(world.wallMs());
  const near = wordings.partitions.rates();
  return { ...answers.counts(), ...tally.totals(), runway, renewals: renewals.counts(), near };
}

function cutOffSince({ engine: { book, world } }: Live): number | null {
  const sinceMs = book.cutOffMs();
  return sinceMs === null ? null : Math.round(world.wallMs() - world.nowMs() + sinceMs);
}

function drillNow({ engine: { drills } }: Live): Status['drill'] {
  const drill = drills.report();
  if (drill === null || drill.leftMs <= 0) return null;
  return { provider: drill.providers.join(', '), mode: drill.mode, leftMs: drill.leftMs };
}

function accountsOf({ config, engine: { rooms, purse } }: Live): readonly AccountStatus[] {
  const limited = config.accounts.filter(
    ({ concurrency, spendPerHour }) => concurrency !== undefined || spendPerHour !== undefined,
  );
  return limited.map(({ id, concurrency, spendPerHour }) => {
    const room = concurrency === undefined ? null : rooms.of(id);
    return {
      account: id,
      underWay: room?.inside() ?? null,
      waiting: room?.waiting() ?? null,
      concurrency: concurrency ?? null,
      spentUsd: spendPerHour === undefined ? null : purse.spentBy(id),
      spendPerHour: spendPerHour ?? null,
    };
  });
}

function routeStatus(live: Live, route: Route): RouteStatus {
  return { name: route.name, match: route.match, rungs: route.ladder.map((rung) => rungStatus(live, route, rung)) };
}

function rungStatus(live: Live, route: Route, rung: Rung): RungStatus {
  if (rung.kind !== 'model') return { label: labelOf(rung), state: 'ready', targets: [] };
  const { book } = live.engine;
  const label = `${rung.provider}/${rung.model ?? '*'}`;
  const names = rung.model === null ? book.known(`${rung.provider}/`) : [label];
  const targets = names.map((name) => targetStatus(live, name));
  return { label, state: stateOf(live, route, rung, targetsOf(book, rung, null)), targets };
}

function labelOf(rung: Exclude<Rung, ModelRung>): string {
  return rung.kind === 'edition' ? `edition ${rung.slot}` : rung.kind;
}

/**
 * The targets that a rung is about, as far as they are known. `asked`: the model that is going to be asked for; null where that is not known,
 * and then what somebody made up says nothing of the others.
 */
export function targetsOf(
  book: HealthBook,
  { provider, model: own }: ModelRung,
  asked: string | null,
): readonly string[] {
  const model = own ?? asked;
  if (model !== null) return [targetKey({ provider, model })];
  return book.known(`${provider}/`).filter((target) => !isNobody(book.of(target)));
}

/** May it be asked? `names`: the targets that it is about, as far as they are known; it may as long as one of them may. */
export function stateOf(
  { engine }: Pick<Live, 'engine'>,
  route: Route,
  rung: ModelRung,
  names: readonly string[],
): RungStatus['state'] {
  if (route.allow !== null && !route.allow.includes(rung.provider)) return 'forbidden';
  const { world, vault, setup, book } = engine;
  const nowMs = world.nowMs();
  const account = setup.access.get(rung.provider)?.account;
  if (account !== undefined && isSpent(engine, account)) return 'spent';
  const hasKey = (model: string | null): boolean =>
    account === undefined || vault.pick(account, model, null, nowMs) !== null;
  if (names.length === 0) return hasKey(null) ? 'ready' : 'parked';
  const free = names.filter((name) => hasKey(parseTarget(name).model));
  if (free.length === 0) return 'parked';
  return free.every(book.rests) ? 'resting' : 'ready';
}

function targetStatus({ engine: { book, world, proofs } }: Live, target: string): TargetStatus {
  const health = book.of(target);
  const provenMs = proofs.provenMs(target);
  const { breaker } = health;
  const since = world.wallMs() - world.nowMs();
  return {
    target,
    breaker: nameOf(breaker, world.nowMs()),
    share: shareOf(breaker, world.nowMs()),
    evidence: evidenceOf(breaker),
    suspect: isSuspect(health),
    why: breaker.state === 'open' ? WHY[breaker.why] : '',
    nextProbeAtMs: breaker.state === 'open' && book.isDue(target) ? Math.round(since + breaker.lookMs) : null,
    probes: health.probed,
    answeredAtMs: health.answeredMs === null ? null : Math.round(since + health.answeredMs),
    provenAtMs: provenMs === null ? null : Math.round(since + provenMs),
    seen: Array.from(proofs.seen(target), ([need, atMs]) => ({ need, atMs: Math.round(since + atMs) })),
    failedAtMs: health.failedMs === null ? null : Math.round(since + health.failedMs),
    lastFault: health.lastFault === null ? '' : `${health.lastFault.kind}: ${health.lastFault.message}`,
    answered: health.answered,
    failed: health.failed,
    firstContentMs: typicalFirstContentMs(health),
  };
}

const WHY = { failing: 'its calls fail', late: 'its answers begin late' } as const;

function nameOf(breaker: Breaker, nowMs: number): TargetStatus['breaker'] {
  if (breaker.state === 'open') return breaker.looker === 'none' ? 'open' : 'probing';
  return shareOf(breaker, nowMs) === 1 ? 'closed' : 'ramping';
}
