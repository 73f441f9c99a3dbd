import { z } from 'zod';
import { PRIORITY } from '../../model/job.ts';
import { type EditionRung, LIMITS, type Limits, type ModelRung, type Route, type Rung } from '../../model/route.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Account } from '../../providers/account.ts';
import { providerOf } from '../../providers/index.ts';
import type { Provider } from '../../providers/provider.ts';
import { isMapping, take } from '../check.ts';
import { NOTICE, TRIES } from '../config.ts';
import { DURATION_MAX_MS, durationMs } from '../quantities.ts';
import { editionRungSchema, type ModelRungEntry, modelRungSchema, routeSchema } from '../schema/routes.ts';
import type { Path, Source } from '../source.ts';
import { didYouMean, shown } from '../words.ts';
import { buildDeferRung } from './deferred.ts';
import { buildCacheRung, buildKeeping } from './keeping.ts';
import { buildNoticeRung } from './notice.ts';

/** What the routes of a file may refer to. */
export type Known = {
  /** Ids under `providers`, also of those with mistakes: a mistake there is not reported here once more. */
  readonly ids: readonly string[];
  readonly accounts: readonly Account[];
  /** Names under `editions.slots`, also of those with mistakes. */
  readonly slots: readonly string[];
  readonly warn: (sentence: string) => void;
};

const looseRoute = routeSchema.extend({ ladder: z.array(z.unknown()).min(1, { error: 'needs at least one rung' }) });

/** Builds the routes of `routes:` and checks that every rung can be what it says. */
export function buildRoutes(source: Source, value: unknown, known: Known): readonly Route[] {
  if (!Array.isArray(value) || value.length === 0) {
    source.report(['routes'], '"routes" must be a list with at least one route: `- match: ["*"]` and a `ladder`');
    return [];
  }
  const routes: Route[] = [];
  for (const [index, entry] of value.entries()) {
    const path = ['routes', index];
    const settings = take(source, looseRoute, entry, path);
    if (settings === null) {
      reportRungs(source, entry, path, known);
      continue;
    }
    const name = settings.name ?? (settings.match[0] === '*' ? 'default' : (settings.match[0] ?? ''));
    if (routes.some((route) => route.name === name)) {
      source.report(path, `there is another route with the name ${shown(name)}; give one of them another "name"`);
    }
    const allow = settings.allow ?? null;
    allow?.forEach((id, place) => {
      if (!known.ids.includes(id)) source.report([...path, 'allow', place], unknownProvider(id, known));
    });
    const ladder = buildLadder(source, settings.ladder, path, known);
    const { workflows } = settings;
    workflows?.forEach((workflow, place) => {
      if (routes.some((route) => route.workflows?.includes(workflow) === true))
        source.report([...path, 'workflows', place], `another route has the workflow ${shown(workflow)}`);
    });
    warnAbout(
      { name, match: settings.match, ladder, allow, ...(workflows !== undefined && { workflows }) },
      routes,
      known,
    );
    const deadlineMs = deadlineOf(source, settings.deadline, path);
    const cache = buildKeeping(source, settings.cache, { path, ladder });
    const said = {
      ...(workflows !== undefined && { workflows }),
      ...(deadlineMs !== null && { deadlineMs }),
      ...(cache !== null && { cache }),
    };
    routes.push({ name, match: settings.match, ladder, allow, ...said });
  }
  return routes;
}

/** The rest of a route that is of no use is read all the same, so that all mistakes are found at once. */
function reportRungs(source: Source, entry: unknown, path: Path, known: Known): void {
  if (isMapping(entry) && Array.isArray(entry['ladder'])) buildLadder(source, entry['ladder'], path, known);
}

function buildLadder(source: Source, entries: readonly unknown[], path: Path, known: Known): readonly Rung[] {
  const ladder: Rung[] = [];
  for (const [index, entry] of entries.entries()) {
    const place = [...path, 'ladder', index];
    if (ladder.at(-1)?.kind === 'notice')
      source.report(place, 'a notice always answers; nothing after it is ever reached');
    const rung = buildRung(source, entry, place, known);
    if (rung === null) continue;
    if (rung.kind === 'model' && ladder.some((other) => sameTarget(other, rung))) {
      source.report(place, `this rung stands in the ladder twice: ${shown(label(rung))}`);
    }
    ladder.push(rung);
  }
  return ladder;
}

function buildRung(source: Source, entry: unknown, path: Path, known: Known): Rung | null {
  if (typeof entry === 'string') {
    if (entry === 'notice') return { kind: 'notice', text: NOTICE };
    if (entry === 'cache') return { kind: 'cache', maxAgeMs: null };
    if (entry === 'defer') return { kind: 'defer', expiresMs: null, priority: PRIORITY.usual };
    if (entry === 'edition') {
      source.report(path, 'this rung needs the name of a slot: `{ edition: name }`');
      return null;
    }
    return modelRung(source, { target: entry }, { at: path, target: path }, known);
  }
  if (!isMapping(entry)) {
    source.report(
      path,
      'a rung is "provider/model", "cache", "defer", "notice", or a mapping with "target", "cache", "edition", "defer" or "notice"',
    );
    return null;
  }
  if ('cache' in entry) return buildCacheRung(source, entry, path);
  if ('defer' in entry) return buildDeferRung(source, entry, path);
  if ('edition' in entry) return editionRung(source, entry, path, known);
  if ('notice' in entry) return buildNoticeRung(source, entry, path);
  const settings = take(source, modelRungSchema, entry, path);
  return settings === null ? null : modelRung(source, settings, { at: path, target: [...path, 'target'] }, known);
}

function editionRung(source: Source, entry: unknown, path: Path, { slots }: Known): EditionRung | null {
  const settings = take(source, editionRungSchema, entry, path);
  if (settings === null) return null;
  const { edition: slot } = settings;
  if (slots.includes(slot)) return { kind: 'edition', slot };
  source.report([...path, 'edition'], `there is no slot ${shown(slot)} under "editions"${didYouMean(slot, slots)}`);
  return null;
}

type Places = { readonly at: Path; readonly target: Path };

function modelRung(source: Source, settings: ModelRungEntry, { at, target }: Places, known: Known): ModelRung | null {
  const slash = settings.target.indexOf('/');
  const provider = slash < 0 ? settings.target : settings.target.slice(0, slash);
  const model = settings.target.slice(slash + 1);
  if (slash < 0 || provider === '' || model === '') {
    const words = ['notice', 'cache', 'defer', ...known.ids.map((id) => `${id}/*`)];
    const hint = known.ids.includes(provider) ? ` — did you mean "${provider}/*"?` : didYouMean(settings.target, words);
    source.report(target, `${shown(source.written(target))} is no rung; write "provider/model" or "provider/*"${hint}`);
    return null;
  }
  if (!known.ids.includes(provider)) {
    source.report(target, unknownProvider(provider, known));
    return null;
  }
  if (model !== '*' && model.includes('*')) {
    source.report(target, 'a rung names one model, or "*" alone for the model that was asked for');
    return null;
  }
  const account = known.accounts.find(({ id }) => id === provider);
  if (account !== undefined && account.models.length > 0 && model !== '*' && !account.models.includes(model)) {
    known.warn(`${shown(settings.target)} is in a ladder, but not among the models of ${provider}.`);
  }
  if (settings.resume === true && account !== undefined && !keepsAnswers(account.provider)) {
    source.report([...at, 'resume'], `${account.provider.name} keeps no answers; "resume" is for openai-responses`);
  }
  const limits = buildLimits(source, settings, at);
  return {
    kind: 'model',
    provider,
    model: model === '*' ? null : model,
    tries: settings.tries ?? TRIES,
    limits,
    ...(settings.hedge !== undefined && { hedge: settings.hedge }),
    ...(settings.continue !== undefined && { continue: settings.continue }),
    ...(settings.resume !== undefined && { resume: settings.resume }),
    ...(settings.gather !== undefined && { gather: settings.gather }),
    ...(settings.concurrency !== undefined && { concurrency: settings.concurrency }),
    ...(settings.when !== undefined && { needs: settings.when.needs }),
  };
}

/** Can it be asked, for some callers at least, in a dialect whose providers do that? */
function keepsAnswers({ protocol, also = {} }: Provider): boolean {
  const full = Object.values(PROTOCOLS).filter(({ id }) => id === protocol || also[id]?.forCallers === true);
  return full.some(({ keeping }) => keeping !== undefined);
}

function buildLimits(source: Source, settings: ModelRungEntry, path: Path): Limits {
  const limits: { -readonly [K in keyof Limits]: Limits[K] } = { ...LIMITS };
  for (const [field, limit] of LIMIT_FIELDS) {
    const written = settings[field] ?? (FOLLOWING.includes(field) ? settings.contentIdle : undefined);
    if (written === undefined) continue;
    const ms = durationMs(written);
    if (isWait(ms)) limits[limit] = ms;
    else if (settings[field] !== undefined) source.report([...path, field], `"${field}" must be between 1ms and 24h`);
  }
  return limits;
}

/** Limits that are the one for text where only that is set: whoever writes `contentIdle` alone means all content. */
export const FOLLOWING: readonly string[] = ['thinkingIdle', 'callIdle'];

const isWait = (ms: number): boolean => ms > 0 && ms <= DURATION_MAX_MS;

/** The time for a whole request of a route; null when it does not say. */
function deadlineOf(source: Source, written: string | undefined, path: Path): number | null {
  if (written === undefined) return null;
  const ms = durationMs(written);
  if (isWait(ms)) return ms;
  source.report([...path, 'deadline'], '"deadline" must be between 1ms and 24h');
  return null;
}

/** The limits of a rung as a file names them, and as everything else does. */
export const LIMIT_FIELDS = [
  ['connect', 'connectMs'],
  ['firstContent', 'firstContentMs'],
  ['thinking', 'thinkingMs'],
  ['answer', 'answerMs'],
  ['byteIdle', 'byteIdleMs'],
  ['contentIdle', 'contentIdleMs'],
  ['thinkingIdle', 'thinkingIdleMs'],
  ['callIdle', 'callIdleMs'],
  ['total', 'totalMs'],
] as const satisfies readonly (readonly [keyof ModelRungEntry, keyof Limits])[];

function warnAbout(route: Route, before: readonly Route[], { warn }: Known): void {
  const hiding = before.find(
    ({ match }) => match.includes('*') || route.match.every((pattern) => match.includes(pattern)),
  );
  // One that a workflow leads to needs no model of its own.
  if (hiding !== undefined && route.workflows === undefined)
    warn(`Route ${shown(route.name)} is never reached: ${shown(hiding.name)} comes before it.`);
  for (const rung of route.ladder) {
    if (rung.kind === 'model' && route.allow?.includes(rung.provider) === false) {
      warn(
        `Route ${shown(route.name)}: ${shown(label(rung))} is never asked, because "allow" leaves ${rung.provider} out.`,
      );
    }
  }
}

function unknownProvider(id: string, { ids }: Known): string {
  const row = providerOf(id);
  if (row !== null) return `${row.name} is not under "providers" yet; add \`${id}: {}\` with its key there`;
  return `there is no provider ${shown(id)} under "providers"${didYouMean(id, ids)}`;
}

function sameTarget(a: Rung, b: ModelRung): boolean {
  return a.kind === 'model' && a.provider === b.provider && a.model === b.model && a.needs === b.needs;
}

function label(rung: ModelRung): string {
  return `${rung.provider}/${rung.model ?? '*'}`;
}
