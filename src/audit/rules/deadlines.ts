import { FAMILIES } from '../find/families.ts';
import type { Check } from './rule.ts';

/** Longer than people wait for an answer, ms. */
const PATIENCE_MS = 60_000;
/** Longer than anything should take to fail, ms. */
const WORST_MS = 120_000;

const seconds = (ms: number): string =>
  ms >= 120_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 1_000)} s`;

export const noDeadline: Check = ({ site }) =>
  site.timeoutMs.value === null ? 'It waits for ever: neither the call nor its client has a deadline.' : null;

export const onlyDefault: Check = ({ site }) => {
  const { timeoutMs, worstMs } = site;
  if (timeoutMs.by !== 'default' || typeof timeoutMs.value !== 'number' || timeoutMs.value <= PATIENCE_MS) return null;
  const worst = typeof worstMs.value === 'number' ? `, ${seconds(worstMs.value)} with its retries` : '';
  return `Nobody set a deadline, and the SDK waits for ${seconds(timeoutMs.value)}${worst}.`;
};

export const tooLong: Check = ({ site }) => {
  const { timeoutMs, worstMs, attempts } = site;
  if (timeoutMs.by !== 'code' || typeof worstMs.value !== 'number' || worstMs.value <= WORST_MS) return null;
  return `It fails for good after ${seconds(worstMs.value)}: ${seconds(Number(timeoutMs.value))}, ${String(attempts.value)} times.`;
};

export const hasty: Check = ({ attempts }) => (attempts.isHasty ? 'It is tried again without waiting.' : null);

const BASES = /^(?:APIError|APIStatusError|OpenAIError|AnthropicError|Exception|Error)$/;

export const wrongFilter: Check = ({ attempts, around }) => {
  const base = attempts.retried.find((type) => BASES.test(type));
  if (base === undefined) return null;
  for (const one of around) {
    if (one.is !== 'try') continue;
    const apart = one.handlers.find(
      ({ types, effects }) =>
        types.length === 1 &&
        effects.some(({ does }) => does === 'rethrow') &&
        /(?:RateLimit|Authentication|BadRequest|PermissionDenied|NotFound)\w*$/.test(types[0] ?? ''),
    );
    if (apart !== undefined)
      return `${apart.types[0] ?? ''} is handled apart, but the retry names ${base}, which it is one of: it is tried again.`;
  }
  return null;
};

const VENDORS = /(?:^|[^\w])(openai|anthropic|groq|mistralai|cohere|OpenAI|Anthropic|genai)[.:\\]/;

export const otherErrors: Check = ({ site, found, around }) => {
  const guard = around.find(({ is }) => is === 'try');
  const types = guard?.is === 'try' ? guard.handlers.flatMap((handler) => handler.types) : [];
  if (types.length === 0 || found.match === null || site.sdk === 'litellm') return null;
  const vendors = types.map((type) => VENDORS.exec(` ${type}`)?.[1]?.toLowerCase() ?? null);
  const [first = null] = vendors;
  if (first === null || vendors.some((vendor) => vendor !== first)) return null;
  const own = [...(found.match.signature.modules[FAMILIES[found.facts.language]] ?? []), found.match.signature.id].map(
    (name) => name.toLowerCase(),
  );
  const isOwn = own.some((name) => name.includes(first));
  return isOwn ? null : `Only errors of ${first} are caught, and it is ${site.sdk} that is called.`;
};

export const optionalDeadline: Check = ({ isDeadlineOptional }) =>
  isDeadlineOptional ? 'Its deadline comes from a setting that may be empty, and then there is none.' : null;
