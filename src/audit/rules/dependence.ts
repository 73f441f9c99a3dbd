import { GATEWAYS } from '../protection/domains.ts';
import type { Check, TraceCheck } from './rule.ts';

const AT_START = /^(?:PostConstruct|EventListener|on_event|lifespan|OnModuleInit|Startup)$/;

export const atStart: Check = ({ site, found, wrappers }) => {
  if (wrappers.some(({ name }) => AT_START.test(name))) return 'It is asked while the program starts.';
  const isModule =
    site.symbol === '' &&
    Object.keys(found.facts.offers).length > 1 &&
    /^(?:typescript|tsx|python)$/.test(site.language);
  const isLoaded =
    isModule &&
    found.facts.routines.length > 0 &&
    found.facts.imports.some(({ module }) => /fastapi|flask|django|express|hono|koa|next|nest/i.test(module));
  return isLoaded ? 'It is asked when the file is loaded, so the program cannot start without it.' : null;
};

export const stateElsewhere: Check = ({ site }) =>
  /threads\.|assistants\.|vector_?[sS]tores\.|batches\./.test(`${site.written}.`)
    ? 'What it works on is kept by the provider.'
    : null;

const TRANSACTION =
  /^(?:transaction|\$transaction|with_lock|atomic|runInTransaction|withTransaction|Transactional|transact|begin_nested)$/;

export const inTransaction: Check = ({ wrappers }) => {
  const found = wrappers.find(({ name }) => TRANSACTION.test(name));
  return found === undefined ? null : `It is waited for within ${found.name}.`;
};

export const undated: Check = ({ site }) => {
  const { value } = site.model;
  return value !== 'unknown' && /(?:^|[-:/])latest$/.test(value) ? `${value} is another model one day.` : null;
};

export const oneGateway: Check = ({ site }) => {
  const { providers, fallback } = site;
  if (providers.value === 'unknown' || !providers.value.every((provider) => GATEWAYS.has(provider))) return null;
  if (fallback.value === 'unknown' || fallback.value.kind !== 'none') return null;
  return `It goes through ${providers.value.join(', ')}, and there is no way around.`;
};

export const fixedAddress: Check = ({ site }) =>
  site.redirectable.value === 'no' ? 'Its address is written into the code.' : null;

export const inBuild: TraceCheck = ({ kind, name }) =>
  kind === 'ci' ? `A workflow of continuous integration uses ${name}.` : null;
