import type { RequestEntry } from '../../model/journal.ts';
import type { Workflow } from './schema.ts';

/** What went through the gateway for one workflow. */
export type Traffic = {
  readonly requests: number;
  /** Those that got no answer of any kind. */
  readonly failed: number;
  /** First and last, ms since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Requests in a day, in the mean of the time that is known. */
  readonly perDay: number;
  /** The hour of the day (UTC) with most of them. */
  readonly busiestHour: number;
  /** Most of them went there. */
  readonly route: string;
  /** Who really answers, `provider/model`, most first. */
  readonly targets: readonly { readonly target: string; readonly requests: number; readonly lastMs: number }[];
  /** Those of them that answer as the first rung. */
  readonly usual: readonly string[];
  /** When somebody else than the first rung last answered, and who; null: that was never seen. */
  readonly standby: { readonly target: string; readonly atMs: number } | null;
};

const DAY_MS = 86_400_000;

/** What went through the gateway for a workflow; null where nothing did. */
export function trafficOf(workflow: Workflow, entries: readonly RequestEntry[]): Traffic | null {
  const own = entries.filter((entry) => isOf(workflow, entry));
  if (own.length === 0) return null;
  const times = own.map(({ atMs }) => atMs);
  const [fromMs, toMs] = [Math.min(...times), Math.max(...times)];
  const answered = own.filter(({ servedBy }) => servedBy !== '');
  const others = own.filter(({ mode, outcome }) => outcome === 'answered' && mode !== null && mode !== 'primary');
  const last = others.toSorted((a, b) => b.atMs - a.atMs)[0];
  return {
    requests: own.length,
    failed: own.filter(({ outcome }) => outcome === 'failed' || outcome === 'broken').length,
    fromMs,
    toMs,
    perDay: own.length / Math.max(1, (toMs - fromMs) / DAY_MS),
    busiestHour: Number(mostOf(times.map((atMs) => String(new Date(atMs).getUTCHours())))),
    route: mostOf(own.map(({ route }) => route)),
    targets: countedBy(answered),
    usual: countedBy(answered.filter(({ mode }) => mode === 'primary')).map(({ target }) => target),
    standby:
      last === undefined ? null : { target: last.servedBy === '' ? (last.mode ?? '') : last.servedBy, atMs: last.atMs },
  };
}

/** Is this request one of a workflow? By its header; without one by its key or its route, where the file says so. */
export function isOf({ id, match }: Workflow, entry: Pick<RequestEntry, 'workflow' | 'client' | 'route'>): boolean {
  if (entry.workflow !== '') return (match?.workflows ?? [id]).includes(entry.workflow);
  const { clients, routes } = match ?? {};
  if (clients === undefined && routes === undefined) return false;
  return (clients?.includes(entry.client) ?? true) && (routes?.includes(entry.route) ?? true);
}

/** Requests that belong to no workflow, by what they are known by, most first. */
export function strangersIn(
  workflows: readonly Workflow[],
  entries: readonly RequestEntry[],
): readonly { readonly name: string; readonly requests: number }[] {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (workflows.some((workflow) => isOf(workflow, entry))) continue;
    const who = entry.client === '' ? '' : ` of the client ${entry.client}`;
    const name =
      entry.workflow === ''
        ? `requests without a name${who} on the route ${entry.route}`
        : `the workflow ${entry.workflow}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, requests]) => ({ name, requests })).toSorted((a, b) => b.requests - a.requests);
}

function countedBy(entries: readonly RequestEntry[]): Traffic['targets'] {
  const found = new Map<string, { requests: number; lastMs: number }>();
  for (const { servedBy, atMs } of entries) {
    const { requests, lastMs } = found.get(servedBy) ?? { requests: 0, lastMs: 0 };
    found.set(servedBy, { requests: requests + 1, lastMs: Math.max(lastMs, atMs) });
  }
  return [...found].map(([target, one]) => ({ target, ...one })).toSorted((a, b) => b.requests - a.requests);
}

function mostOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
