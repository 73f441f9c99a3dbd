import type { CallSite } from '../../model/audit.ts';

/** How a workflow is set off, as far as the place of its code tells. */
export type Entry = { readonly kind: EntryKind; readonly name: string };

export type EntryKind = 'request' | 'job' | 'command' | 'page' | 'bot' | 'module';

type Pattern = readonly [kind: EntryKind, pattern: RegExp];

/** Places in which frameworks look for what is called from outside: the first group is its name. */
// oxfmt-ignore
const PATTERNS: readonly Pattern[] = [
  ['request', /(?:^|\/)app\/(?:.*\/)?([^/]+(?:\/\[[^/]+\])*)\/route\.[jt]sx?$/],
  ['request', /(?:^|\/)pages\/api\/(.+)\.[jt]sx?$/],
  ['request', /(?:^|\/)(?:routes|routers|endpoints|api|handlers|controllers|Controllers|Http\/Controllers)\/(?:.*\/)?([^/]+)\.\w+$/],
  ['request', /([A-Z]\w+)Controller\.(?:java|kt|cs|php)$/],
  ['request', /(\w+)_controller\.rb$/],
  ['job', /(?:^|\/)(?:jobs|workers|tasks|cron|queues|consumers|pipelines)\/(?:.*\/)?([^/]+)\.\w+$/],
  ['job', /(\w+?)(?:_job|_worker|Job|Worker)\.\w+$/],
  ['command', /(?:^|\/)(?:cmd|cli|bin|commands|scripts)\/(?:.*\/)?([^/]+)\.\w+$/],
  ['bot', /(?:^|\/)(?:bots?|integrations|plugins)\/(?:.*\/)?([^/]+)\.\w+$/],
  ['page', /(?:^|\/)(?:pages|views|screens|components|app)\/(?:.*\/)?([^/]+)\.(?:[jt]sx|vue|svelte)$/],
];

/** What a file with a call is entered by. A file that no framework calls belongs to the module of its folder. */
export function entryOf({ file }: Pick<CallSite, 'file'>): Entry {
  for (const [kind, pattern] of PATTERNS) {
    const [, name] = pattern.exec(file) ?? [];
    if (name !== undefined) return { kind, name: nameIn(name, file) };
  }
  const folders = file.split('/').slice(0, -1);
  const own = folders.findLast((one) => !PLAIN.has(one.toLowerCase()));
  return {
    kind: 'module',
    name:
      own ??
      file
        .split('/')
        .at(-1)
        ?.replace(/\.\w+$/, '') ??
      file,
  };
}

/** Folders that say nothing of what is in them. */
const PLAIN: ReadonlySet<string> = new Set(
  'src lib app main java kotlin python com org io internal pkg utils util helpers common shared core services service'.split(
    ' ',
  ),
);

/** `index` and its like are called after their folder. */
function nameIn(name: string, file: string): string {
  const last = name.split('/').at(-1) ?? name;
  if (!/^(?:index|main|__init__|route|mod|handler)$/.test(last)) return name;
  return file.split('/').at(-2) ?? name;
}
