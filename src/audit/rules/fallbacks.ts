import { sharedDomains } from '../protection/domains.ts';
import type { Check } from './rule.ts';

export const nothingElse: Check = ({ site }) =>
  site.fallback.value !== 'unknown' && site.fallback.value.kind === 'none'
    ? 'When this fails nothing else is asked.'
    : null;

export const sameDomain: Check = ({ site }) => {
  const { fallback, providers } = site;
  if (fallback.value === 'unknown' || fallback.value.kind !== 'same-provider' || providers.value === 'unknown')
    return null;
  const [first = ''] = providers.value;
  const shared = fallback.value.to.flatMap((provider) => sharedDomains(first, provider).whole);
  return `The fallback goes to ${fallback.value.to.join(', ')}: it shares ${[...new Set(shared)].join(', ') || first} with the first.`;
};

const OUTAGE = /timeout|connect|5\d\d|429|529|server|overload|unavail|ratelimit|apierror|exception|network/i;

export const neverFires: Check = ({ site }) => {
  const { fallback } = site;
  if (fallback.value === 'unknown' || fallback.value.to.length === 0 || fallback.value.when.length === 0) return null;
  return fallback.value.when.some((one) => OUTAGE.test(one))
    ? null
    : `The fallback is used for ${fallback.value.when.join(', ')} only, which no outage shows.`;
};

export const unreachable: Check = ({ around, found }, { all }) => {
  const tries = around.filter(({ is }) => is === 'try');
  const [inner, ...outer] = tries;
  if (inner?.is !== 'try') return null;
  const swallows =
    inner.handlers.length > 0 &&
    inner.handlers.every(({ effects }) =>
      effects.every(({ does }) => does !== 'rethrow' && does !== 'throw' && does !== 'exit'),
    );
  if (!swallows) return null;
  const asks = outer.some(
    (one) =>
      one.is === 'try' &&
      one.handlers.some(
        ({ line, end }) =>
          line > 0 && all.some(({ site }) => site.file === found.file && site.line >= line && site.line <= end),
      ),
  );
  return asks ? 'A handler further in takes the error, so that the fallback of the outer one never begins.' : null;
};

export const notTheSame: Check = ({ site }) => {
  const { fallback } = site;
  if (site.api !== 'embed' || fallback.value === 'unknown' || fallback.value.kind !== 'other-provider') return null;
  return `The fallback embeds with another model (${fallback.value.to.join(', ')}): its vectors do not belong to the same space.`;
};
