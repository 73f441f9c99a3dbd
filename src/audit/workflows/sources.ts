import type { CallSite, Finding, Scan } from '../../model/audit.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { Trial } from '../../model/trial.ts';
import { matches, type Route } from '../../model/route.ts';
import type { Past } from '../forecast/past.ts';
import type { OwnersOf } from './code-owners.ts';
import { ladderOf, type JoinedRung } from './ladder.ts';
import type { Evidence, Workflow, WorkflowsFile } from './schema.ts';
import { type Service, serviceOf } from './service.ts';
import { type GatewaySetup, nameOf, serviceAt } from './targets.ts';
import { daysBetween } from './time.ts';
import { type Traffic, trafficOf } from './traffic.ts';
import { askedBy, evidenceOf, triedBy } from './trials.ts';

/** Everything that can be known of workflows without asking anybody. What there is none of is null. */
export type Sources = {
  readonly file: WorkflowsFile;
  readonly scan: Scan | null;
  /** That of the folder; where it has none, that of the gateway that runs. */
  readonly config: GatewaySetup | null;
  readonly running: GatewaySetup | null;
  readonly entries: readonly RequestEntry[] | null;
  /** What drills and incidents have come to in the gateway. */
  readonly trials: readonly Trial[];
  /** What it knows of the past of providers. */
  readonly own: Past['own'];
  /** Who owns a file of the code; see code-owners.ts. */
  readonly ownersOf: OwnersOf;
  /** Hashes of what evidence has to fit; see hashes.ts. */
  readonly hashOf: (files: readonly string[]) => string | null;
  /** Are these files what they were at that time, ms since 1970? */
  readonly unchangedSince: (files: readonly string[], atMs: number) => boolean;
  /** `2026-11-26` */
  readonly today: string;
};

/** Who told it. */
export type Way = 'drill' | 'history' | 'traffic' | 'configuration' | 'scan' | 'person';

/** All that is known of one workflow. */
export type Known = {
  readonly workflow: Workflow;
  readonly owner: string | null;
  /** Who owns its code, where nobody is named in the file; null where that is not known. */
  readonly codeOwner: string | null;
  /** Null: there is no code, or none was looked at. */
  readonly code: Code | null;
  /** The route of the gateway that serves it; null where it has none, or where that is not known. */
  readonly route: Route | null;
  readonly traffic: Traffic | null;
  /** Who serves it first, and who says so. Empty: nobody knows. */
  readonly first: readonly { readonly service: Service; readonly by: Way }[];
  /** What comes behind them. */
  readonly ladder: readonly JoinedRung[];
  readonly evidence: readonly Evidence[];
  /** How long evidence counts, days. */
  readonly evidenceDays: number;
  /** Somebody is told of an outage without asking a status page. */
  readonly isAlerted: boolean | null;
  readonly hashes: { readonly code: string | null; readonly config: string | null };
  readonly today: string;
};

/** What the code says of a workflow. */
export type Code = {
  readonly sites: readonly CallSite[];
  /** Those of them that are asked first, and not because another one has failed. */
  readonly usual: readonly CallSite[];
  readonly findings: readonly Finding[];
  /** Calls that the file names and that are not in the code any more. */
  readonly missing: readonly string[];
  /** Not everything was read. */
  readonly isPartial: boolean;
};

const EVIDENCE_DAYS = 90;
const OWNERS_MAX = 3;

/** Joins what code, configuration and traffic say of one workflow. */
export function knownOf(workflow: Workflow, sources: Sources): Known {
  const { file, scan, config, entries, today } = sources;
  const code = scan === null || !hasCode(workflow) ? null : codeOf(workflow, scan);
  const traffic = entries === null ? null : trafficOf(workflow, entries);
  const route = config === null ? null : routeOf(workflow, config, traffic);
  const codeOwner = workflow.owner === undefined ? codeOwnerOf(workflow, sources.ownersOf) : null;
  const first = firstOf({ workflow, code, route, traffic, config });
  const evidenceDays = daysOf(file.defaults?.evidenceFor) ?? EVIDENCE_DAYS;
  const files = code === null ? [] : filesOf(code);
  const codeHash = code === null ? null : sources.hashOf(files);
  const tried = triedBy(workflow, sources.trials);
  const written = writtenBeside(workflow.evidence ?? [], sources.trials);
  const fresh = tried.filter(({ trial }) => daysBetween(dayOf(trial.startedAtMs), today) <= evidenceDays);
  return {
    workflow,
    owner: workflow.owner ?? codeOwner ?? file.defaults?.owner ?? null,
    codeOwner,
    code,
    route,
    traffic,
    first,
    ladder: ladderOf({
      workflow,
      code,
      route,
      config,
      first: first.map(({ service }) => service),
      evidence: written,
      tried: fresh,
    }),
    evidence: [
      ...evidenceOf(tried, {
        workflow,
        asked: askedBy(route, traffic, config),
        codeSince: (atMs) => (sources.unchangedSince(files, atMs) ? codeHash : null),
      }),
      ...written,
    ],
    evidenceDays,
    isAlerted: config === null || route === null ? null : config.alerts.channels.length > 0,
    hashes: {
      code: codeHash,
      config: route === null ? null : (config?.fingerprint ?? null),
    },
    today,
  };
}

/** What people have noted, without what the gateway has told as well. */
function writtenBeside(written: readonly Evidence[], trials: readonly Trial[]): readonly Evidence[] {
  const ids = new Set(trials.map(({ id }) => id));
  return written.filter(({ trial }) => trial === undefined || !ids.has(trial));
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The files of its code: evidence holds as long as they stay what they are. */
export function codeFilesOf(workflow: Workflow, scan: Scan): readonly string[] {
  return hasCode(workflow) ? filesOf(codeOf(workflow, scan)) : [];
}

function filesOf({ sites }: Code): readonly string[] {
  return [...new Set(sites.map(({ file }) => file))];
}

/** Is there any code of ours in it? */
export function hasCode({ calls = [], entryPoints = [] }: Workflow): boolean {
  return calls.length > 0 || entryPoints.length > 0;
}

function codeOwnerOf({ entryPoints = [], calls = [] }: Workflow, ownersOf: OwnersOf): string | null {
  const files = [...entryPoints, ...calls.map(({ site }) => site)].map((place) => place.split('#')[0] ?? place);
  const owners = [...new Set(files.flatMap(ownersOf))];
  return owners.length === 0 ? null : owners.slice(0, OWNERS_MAX).join(', ');
}

function daysOf(text: string | undefined): number | null {
  const [, days] = /^(\d+)d$/.exec(text ?? '') ?? [];
  return days === undefined ? null : Number(days);
}

function codeOf({ calls = [] }: Workflow, scan: Scan): Code {
  const named = calls.map(({ site }) => ({ site, found: scan.sites.filter((one) => isSite(site, one)) }));
  const ids = new Set(named.flatMap(({ found }) => found.map(({ id }) => id)));
  const sites = scan.sites.filter(({ id }) => ids.has(id));
  return {
    sites,
    usual: sites.filter((site) => !sites.some((other) => standsInFor(site, other))),
    findings: scan.findings.filter(({ site, silenced }) => silenced === null && site !== null && ids.has(site)),
    missing: named.filter(({ found }) => found.length === 0).map(({ site }) => site),
    isPartial: scan.notReadCount > 0,
  };
}

/** Is a call what another one in the same function falls back to? */
function standsInFor(site: CallSite, other: CallSite): boolean {
  const { value: fallback } = other.fallback;
  const { value: providers } = site.providers;
  if (fallback === 'unknown' || providers === 'unknown' || providers.length === 0) return false;
  const isNear =
    site.id !== other.id && site.file === other.file && site.symbol === other.symbol && site.line > other.line;
  return isNear && providers.every((one) => fallback.to.includes(one));
}

/** Is this the call that the file names? `src/reply.ts#draft`, `src/reply.ts#*` or `src/reply.ts`. */
export function isSite(named: string, { file, symbol }: Pick<CallSite, 'file' | 'symbol'>): boolean {
  const [path = '', wanted = '*'] = named.split('#');
  return path === file && matches([wanted], symbol);
}

/** The names under which requests carry a workflow in their header. */
export function headersOf({ id, match }: Workflow): readonly string[] {
  return match?.workflows ?? [id];
}

function routeOf(workflow: Workflow, { routes }: GatewaySetup, traffic: Traffic | null): Route | null {
  const names = headersOf(workflow);
  const named = routes.find(({ name }) => workflow.match?.routes?.includes(name) === true);
  const own = routes.find(({ name, workflows = [] }) => names.some((one) => workflows.includes(one) || name === one));
  return named ?? own ?? routes.find(({ name }) => name === traffic?.route) ?? null;
}

type Told = Pick<Known, 'workflow' | 'code' | 'route' | 'traffic'> & { readonly config: GatewaySetup | null };

/** Who serves it: traffic knows best, then the configuration, then the code, then what people say. */
function firstOf({ workflow, code, route, traffic, config }: Told): Known['first'] {
  if (traffic !== null && traffic.usual.length > 0)
    return traffic.usual.map((target) => ({ service: serviceAt(target, config), by: 'traffic' }));
  const rung = route?.ladder.find((one) => one.kind === 'model');
  if (rung !== undefined) return [{ service: serviceAt(nameOf(rung), config), by: 'configuration' }];
  const providers = new Set(code?.usual.flatMap(({ providers: { value } }) => (value === 'unknown' ? [] : value)));
  if (providers.size > 0) return [...providers].map((one) => ({ service: serviceOf(one), by: 'scan' }));
  return (workflow.uses ?? []).map((one) => ({ service: serviceOf(one), by: 'person' }));
}
