import type { Secret } from '../../model/secret.ts';
import { type Rules, RULES, type Slot, SLOT, type Source } from '../../model/slot.ts';
import { isLoopback } from '../address.ts';
import { EDITIONS, type EditionsConfig } from '../config.ts';
import { renderDuration } from '../quantities.ts';
import { escapeVariables } from '../source.ts';

/** The section `editions` as it is read again. */
export function renderEditions(
  { folder, public: isPublic, slots }: EditionsConfig,
  reference: (secret: Secret) => string,
): object {
  return {
    ...(folder !== EDITIONS.folder && { folder: own(folder) }),
    ...(isPublic && { public: isPublic }),
    slots: Object.fromEntries(slots.map((slot) => [slot.name, renderSlot(slot, reference)])),
  };
}

/** The addresses of sources that hold something secret, with the end of the name of their variable. */
export function secretSources({ slots }: EditionsConfig): readonly (readonly [string, Secret])[] {
  return slots.flatMap(({ name, sources }) =>
    sources.flatMap((source, index) =>
      source.kind === 'url' && source.isSecret ? [[`${name}_SOURCE_${index + 1}`, source.url] as const] : [],
    ),
  );
}

function renderSlot(slot: Slot, reference: (secret: Secret) => string): object {
  const { schedule } = slot;
  const checks = renderRules(slot.rules, slot.sources.length > 0);
  return {
    model: own(slot.model),
    prompt: own(slot.prompt),
    ...(slot.sources.length > 0 && { sources: slot.sources.map((source) => renderSource(source, reference)) }),
    ...(slot.format !== SLOT.format && { format: slot.format }),
    ...(slot.locale !== null && { locale: slot.locale }),
    ...(schedule !== null && { schedule: own(schedule.pattern) }),
    ...(schedule !== null && schedule.zone !== 'UTC' && { zone: schedule.zone }),
    ...(slot.watchMs !== null && { watch: renderDuration(slot.watchMs) }),
    staleAfter: renderDuration(slot.staleMs),
    ...(slot.expiresMs !== null && { expires: renderDuration(slot.expiresMs) }),
    ...(slot.keep !== SLOT.keep && { keep: slot.keep }),
    ...(slot.fallback !== null && { fallback: own(slot.fallback) }),
    ...(slot.approval && { approval: slot.approval }),
    ...(slot.deadlineMs !== SLOT.deadlineMs && { deadline: renderDuration(slot.deadlineMs) }),
    ...(slot.retries !== SLOT.retries && { retries: slot.retries }),
    ...(slot.jitterMs !== SLOT.jitterMs && { jitter: renderDuration(slot.jitterMs) }),
    ...(Object.keys(checks).length > 0 && { checks }),
  };
}

function renderSource(source: Source, reference: (secret: Secret) => string): object {
  const name = own(source.name);
  if (source.kind === 'file') return { file: own(source.path), name };
  const { protocol, hostname } = new URL(source.url.reveal());
  const insecure = protocol === 'http:' && !isLoopback(hostname);
  const url = source.isSecret ? reference(source.url) : own(source.url.reveal());
  return { url, name, ...(insecure && { insecure }) };
}

function renderRules(rules: Rules, hasSources: boolean): object {
  const { length, schema, links, numbers, banned, personal, distanceMax, judge } = rules;
  return {
    ...((length.min !== RULES.length.min || length.max !== RULES.length.max) && { length }),
    ...(schema !== null && { schema }),
    ...(links !== hasSources && { links }),
    ...(numbers !== hasSources && { numbers }),
    ...(banned.length > 0 && { banned: banned.map(own) }),
    ...(personal !== RULES.personal && { personal }),
    ...(distanceMax !== null && { distance: distanceMax }),
    ...(judge !== null && { judge: { model: own(judge.model), question: own(judge.question), least: judge.least } }),
  };
}

const own = escapeVariables;
