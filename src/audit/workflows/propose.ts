import type { CallSite, Scan, Trace } from '../../model/audit.ts';
import { type EntryKind, entryOf } from './entries.ts';
import { idFor } from './reply.ts';
import type { Workflow } from './schema.ts';
import { isSite } from './sources.ts';

/** Workflows that are proposed at most; a person has to look at each. */
const WORKFLOWS_MAX = 60;
const CALLS_MAX = 40;

type Use = { readonly file: string; readonly symbol: string; readonly site: CallSite };

/** Workflows as the scan suggests them: calls that are entered at the same place. Those that the file has are left out. */
export function proposed(scan: Scan, existing: readonly Workflow[]): readonly Workflow[] {
  const known = existing.flatMap(({ calls = [] }) => calls);
  const open = scan.sites.filter((site) => site.use === 'production' && !known.some((call) => isSite(call.site, site)));
  const groups = new Map<string, Use[]>();
  for (const use of open.flatMap((site) => usesOf(site, scan.traces))) {
    const { kind, name } = entryOf(use);
    const key = `${kind} ${name}`;
    groups.set(key, [...(groups.get(key) ?? []), use]);
  }
  const ids = new Set(existing.map(({ id }) => id));
  const fromCode = [...groups].slice(0, WORKFLOWS_MAX).map(([key, uses]): Workflow => {
    const [kind, name] = cutAt(key);
    return workflowOf(kind, name, uses, ids);
  });
  return [...fromCode, ...fromPipelines(scan.traces, existing, ids)];
}

/** Where a call is entered: by the files that use its function, else where it stands. */
function usesOf(site: CallSite, traces: readonly Trace[]): readonly Use[] {
  const own = site.symbol.slice(site.symbol.lastIndexOf('.') + 1);
  const users = traces.filter(({ kind, name, use }) => kind === 'wrapper-use' && use === 'production' && name === own);
  if (own === '' || users.length === 0) return [{ file: site.file, symbol: site.symbol, site }];
  return users.map(({ file }) => ({ file, symbol: '', site }));
}

function workflowOf(kind: EntryKind, name: string, uses: readonly Use[], ids: Set<string>): Workflow {
  const sites = [...new Set(uses.map(({ site: { file, symbol } }) => `${file}#${symbol === '' ? '*' : symbol}`))];
  const entries = [...new Set(uses.map(({ file, symbol }) => (symbol === '' ? file : `${file}#${symbol}`)))];
  const roles = new Map(uses.map(({ site }) => [`${site.file}#${site.symbol === '' ? '*' : site.symbol}`, site.api]));
  return {
    id: newId(`${name}${kind === 'job' ? '-job' : ''}`, ids),
    name: NAMES[kind](wordsOf(name)),
    confirmed: false,
    entryPoints: entries.slice(0, CALLS_MAX),
    calls: sites.slice(0, CALLS_MAX).map((site) => {
      const role = ROLES[roles.get(site) ?? 'chat'];
      return role === undefined ? { site } : { site, role };
    }),
  };
}

const NAMES: Readonly<Record<EntryKind, (name: string) => string>> = {
  request: (name) => `${name} (a request)`,
  job: (name) => `${name} (a job)`,
  command: (name) => `${name} (a command)`,
  page: (name) => `${name} (a page)`,
  bot: (name) => `${name} (a bot)`,
  module: (name) => name,
};

const ROLES: Readonly<Partial<Record<CallSite['api'], 'embedding' | 'guardrail' | 'offline'>>> = {
  embed: 'embedding',
  moderation: 'guardrail',
  batch: 'offline',
};

/** What builds and releases with AI, and what the team itself works with. */
function fromPipelines(traces: readonly Trace[], existing: readonly Workflow[], ids: Set<string>): readonly Workflow[] {
  const known = new Set(existing.flatMap(({ entryPoints = [] }) => entryPoints));
  const of = (kind: Trace['kind']): readonly string[] => [
    ...new Set(traces.filter((one) => one.kind === kind && one.use === 'production').map(({ file }) => file)),
  ];
  const [pipelines, tools] = [of('ci'), of('tool')];
  const providers = (files: readonly string[]): readonly string[] => [
    ...new Set(traces.filter(({ file }) => files.includes(file)).flatMap((one) => one.providers)),
  ];
  const isNew = (files: readonly string[]): boolean => files.length > 0 && !files.every((file) => known.has(file));
  const one = (id: string, name: string, files: readonly string[]): Workflow => ({
    id: newId(id, ids),
    name,
    confirmed: false,
    entryPoints: files.slice(0, CALLS_MAX),
    ...(providers(files).length > 0 && { uses: [...providers(files)] }),
  });
  return [
    ...(isNew(pipelines) ? [one('build-and-release', 'Building and releasing', pipelines)] : []),
    ...(isNew(tools) ? [one('team-tools', 'What the team works with', tools)] : []),
  ];
}

function wordsOf(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
  return words === '' ? 'without a name' : `${words[0]?.toUpperCase() ?? ''}${words.slice(1, 80)}`;
}

function newId(name: string, ids: Set<string>): string {
  const id = idFor(name, ids);
  ids.add(id);
  return id;
}

function cutAt(key: string): readonly [EntryKind, string] {
  const at = key.indexOf(' ');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Keys are made of a kind and a name, above.
  return [key.slice(0, at) as EntryKind, key.slice(at + 1)];
}
