import { Cron } from 'croner';
import { resolve } from 'node:path';
import type { Json, JsonObject } from '../../model/json.ts';
import { matches, type Route } from '../../model/route.ts';
import {
  type Judge,
  type Rules,
  RULES,
  type Schedule,
  type Slot,
  SLOT,
  type Source as Input,
} from '../../model/slot.ts';
import { isLoopback } from '../address.ts';
import { isMapping, reportUnknown, take } from '../check.ts';
import { EDITIONS, type EditionsConfig } from '../config.ts';
import { durationMs } from '../quantities.ts';
import { type ChecksEntry, editionsSchema, type SlotEntry, slotSchema, type SourceEntry } from '../schema/editions.ts';
import type { Path, Source } from '../source.ts';
import { shown } from '../words.ts';
import { checkedSecret } from './accounts.ts';

const HOUR_MS = 3_600_000;
/** The longest age that may be written, ms. */
const AGE_MS_MAX = 8_760 * HOUR_MS;
/** Sources are not looked at more often, ms. */
const WATCH_MS_MIN = 10_000;
const DEADLINE_MS_MAX = HOUR_MS;

type Around = { readonly folder: string; readonly routes: readonly Route[] };

/** The names under `editions.slots`, whatever else is wrong there. */
export function slotNames(value: unknown): readonly string[] {
  const slots = isMapping(value) ? value['slots'] : undefined;
  return isMapping(slots) ? Object.keys(slots) : [];
}

/** Builds `editions:`. Slots with mistakes are reported and left out. */
export function buildEditions(source: Source, value: unknown, around: Around): EditionsConfig {
  if (value === undefined) return EDITIONS;
  if (!isMapping(value)) {
    source.report(['editions'], '"editions" must be a mapping with "slots"');
    return EDITIONS;
  }
  const { slots = {}, ...rest } = value;
  const known = Object.keys(editionsSchema.shape);
  reportUnknown(
    source,
    Object.keys(rest).filter((key) => !known.includes(key)),
    known,
    ['editions'],
  );
  const said = take(source, editionsSchema.pick({ folder: true, public: true }), pick(rest), ['editions']);
  if (!isMapping(slots)) {
    source.report(['editions', 'slots'], '"slots" must be a mapping of names to settings');
    return EDITIONS;
  }
  return {
    folder: said?.folder === undefined ? EDITIONS.folder : resolve(around.folder, said.folder),
    public: said?.public ?? EDITIONS.public,
    slots: Object.entries(slots).flatMap(([name, entry]) => buildSlot(source, name, entry, around) ?? []),
  };
}

function pick({ folder, public: isPublic }: Readonly<Record<string, unknown>>): object {
  return { ...(folder !== undefined && { folder }), ...(isPublic !== undefined && { public: isPublic }) };
}

function buildSlot(source: Source, name: string, entry: unknown, { folder, routes }: Around): Slot | null {
  const path = ['editions', 'slots', name];
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) {
    source.report(path, `${shown(name)} is no name for a slot; use small letters, digits and "-"`, 'key');
    return null;
  }
  const said = take(source, slotSchema, entry, path);
  if (said === null) return null;
  const sources = buildSources(source, said.sources ?? [], { path, folder });
  const format = said.format ?? SLOT.format;
  const ages = buildAges(source, said, path);
  servedBy(source, said.model, { path: [...path, 'model'], routes });
  if (said.checks?.judge !== undefined)
    servedBy(source, said.checks.judge.model, { path: [...path, 'checks', 'judge', 'model'], routes });
  if (said.locale !== undefined && !isLocale(said.locale))
    source.report([...path, 'locale'], `${shown(said.locale)} is no language such as de or pt-BR`);
  if (said.watch !== undefined && sources.length === 0)
    source.report([...path, 'watch'], 'there are no "sources" that could change');
  if (said.checks?.schema !== undefined && format !== 'json')
    source.report([...path, 'checks', 'schema'], 'a schema is for the format json');
  return {
    name,
    model: said.model,
    prompt: said.prompt,
    sources,
    format,
    locale: said.locale ?? null,
    schedule: buildSchedule(source, said, path),
    ...ages,
    keep: said.keep ?? SLOT.keep,
    fallback: said.fallback ?? null,
    approval: said.approval ?? SLOT.approval,
    retries: said.retries ?? SLOT.retries,
    rules: buildRules(source, said.checks ?? {}, { path: [...path, 'checks'], hasSources: sources.length > 0 }),
  };
}

type Ages = Pick<Slot, 'watchMs' | 'staleMs' | 'expiresMs' | 'deadlineMs' | 'jitterMs'>;

function buildAges(source: Source, said: SlotEntry, path: Path): Ages {
  const ms = (
    field: 'watch' | 'staleAfter' | 'expires' | 'deadline' | 'jitter',
    least: number,
    most: number,
  ): number | null => {
    const written = said[field];
    if (written === undefined) return null;
    const value = durationMs(written);
    if (value < least || value > most)
      source.report([...path, field], `"${field}" must be between ${spell(least)} and ${spell(most)}`);
    return value;
  };
  const staleMs = ms('staleAfter', 1, AGE_MS_MAX) ?? SLOT.staleMs;
  const expiresMs = ms('expires', 1, AGE_MS_MAX);
  if (expiresMs !== null && said.staleAfter !== undefined && expiresMs < staleMs)
    source.report([...path, 'expires'], '"expires" must not be less than "staleAfter"');
  return {
    watchMs: ms('watch', WATCH_MS_MIN, AGE_MS_MAX),
    staleMs: Math.min(staleMs, expiresMs ?? staleMs),
    expiresMs,
    deadlineMs: ms('deadline', 1_000, DEADLINE_MS_MAX) ?? SLOT.deadlineMs,
    jitterMs: ms('jitter', 0, HOUR_MS) ?? SLOT.jitterMs,
  };
}

const SPELT: Readonly<Record<number, string>> = {
  0: '0ms',
  1: '1ms',
  1_000: '1s',
  [WATCH_MS_MIN]: '10s',
  [HOUR_MS]: '1h',
  [AGE_MS_MAX]: '8760h',
};

const spell = (ms: number): string => SPELT[ms] ?? `${ms}ms`;

/** Who makes an edition is a model: no cache and no edition is as good. */
function servedBy(
  source: Source,
  model: string,
  { path, routes }: { readonly path: Path; readonly routes: readonly Route[] },
): void {
  const route = routes.find(({ match }) => matches(match, model));
  if (route === undefined) source.report(path, `no route serves the model ${shown(model)}`);
  else if (!route.ladder.some(({ kind }) => kind === 'model'))
    source.report(path, `the route ${shown(route.name)} that serves ${shown(model)} asks no model`);
}

function buildSchedule(source: Source, { schedule, zone }: SlotEntry, path: Path): Schedule | null {
  if (zone !== undefined && schedule === undefined)
    source.report([...path, 'zone'], '"zone" is the time zone of a "schedule", and there is none');
  if (schedule === undefined) return null;
  const timezone = zone ?? 'UTC';
  if (!isZone(timezone)) {
    source.report([...path, 'zone'], `${shown(timezone)} is no time zone such as Europe/Berlin`);
    return null;
  }
  try {
    const next = new Cron(schedule, { timezone, paused: true, mode: '5-part' }).nextRun();
    if (next !== null) return { pattern: schedule, zone: timezone };
    source.report([...path, 'schedule'], `${shown(schedule)} never comes`);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : '';
    source.report([...path, 'schedule'], `"schedule" is no pattern of cron such as "0 6 * * *": ${why}`);
  }
  return null;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isLocale(locale: string): boolean {
  try {
    return new Intl.Locale(locale).language !== '';
  } catch {
    return false;
  }
}

type SourcePlace = { readonly path: Path; readonly folder: string };

function buildSources(
  source: Source,
  entries: readonly (string | SourceEntry)[],
  { path, folder }: SourcePlace,
): readonly Input[] {
  const inputs = entries.flatMap((entry, index) => {
    const at = [...path, 'sources', index];
    const said = typeof entry === 'string' ? (isAddress(entry) ? { url: entry } : { file: entry }) : entry;
    return (
      buildSource(source, said, {
        at,
        written: source.written(typeof entry === 'string' ? at : [...at, 'url']),
        folder,
      }) ?? []
    );
  });
  const double = inputs.find(({ name }, index) => inputs.findIndex((other) => other.name === name) < index);
  if (double !== undefined)
    source.report([...path, 'sources'], `two sources are called ${shown(double.name)}; give them a "name"`);
  return inputs;
}

const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

type SourceAt = { readonly at: Path; readonly written: string; readonly folder: string };

function buildSource(source: Source, said: SourceEntry, { at, written, folder }: SourceAt): Input | null {
  if ((said.file === undefined) === (said.url === undefined)) {
    source.report(at, 'a source has either a "file" or a "url"');
    return null;
  }
  if (said.file !== undefined) return { kind: 'file', name: said.name ?? said.file, path: resolve(folder, said.file) };
  const url = checkedSecret(source, at, said.url ?? '');
  if (url === null) return null;
  const parsed = URL.canParse(url.reveal()) ? new URL(url.reveal()) : null;
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
    source.report(at, 'a source must be a file, or an https address');
    return null;
  }
  if (parsed.protocol === 'http:' && said.insecure !== true && !isLoopback(parsed.hostname)) {
    source.report(at, 'a source must use https, or say "insecure: true" where your own network is to be trusted');
    return null;
  }
  if (parsed.username !== '' || parsed.password !== '') {
    source.report(at, 'the address of a source must hold no user name and no password');
    return null;
  }
  const isSecret = written.includes('${');
  return { kind: 'url', url, isSecret, name: said.name ?? (isSecret ? parsed.host : parsed.host + parsed.pathname) };
}

type RulesPlace = { readonly path: Path; readonly hasSources: boolean };

function buildRules(source: Source, said: ChecksEntry, { path, hasSources }: RulesPlace): Rules {
  const { min = RULES.length.min, max = RULES.length.max } = said.length ?? {};
  if (min > max) source.report([...path, 'length'], '"min" must not be more than "max"');
  for (const field of ['links', 'numbers'] as const)
    if (said[field] === true && !hasSources)
      source.report([...path, field], `there are no "sources" that the ${field} could stand in`);
  return {
    length: { min, max },
    schema: said.schema === undefined ? null : asJson(said.schema),
    links: said.links ?? hasSources,
    numbers: said.numbers ?? hasSources,
    banned: said.banned ?? [],
    personal: said.personal ?? RULES.personal,
    distanceMax: said.distance ?? null,
    judge: said.judge === undefined ? null : buildJudge(said.judge),
  };
}

function asJson(schema: Readonly<Record<string, Json>>): JsonObject {
  return schema;
}

function buildJudge({ model, question, least }: NonNullable<ChecksEntry['judge']>): Judge {
  return { model, question: question ?? RULES.question, least: least ?? RULES.least };
}
