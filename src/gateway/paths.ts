import type { ProtocolId } from '../protocols/protocol.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import type { WireHeaders } from '../world/world.ts';

/** What lives at a path. `ask`: a question that rungs can answer. `other`: a part of a provider's API that is passed on. */
export type Place =
  | { readonly kind: 'ask'; readonly protocol: ProtocolId }
  | { readonly kind: 'other'; readonly protocol: ProtocolId; readonly path: string }
  | { readonly kind: 'own'; readonly path: string }
  | { readonly kind: 'nothing' };

/** Parts of the providers' APIs beside the questions: relayed to the first provider of the route, without failover. */
const OTHERS = (
  'models messages/count_tokens messages/batches files batches completions embeddings responses moderations audio ' +
  'images uploads fine_tuning vector_stores chat/completions skills organizations'
).split(' ');

const ASKS: ReadonlyMap<string, ProtocolId> = new Map(
  Object.values(PROTOCOLS).flatMap(({ id, paths }) => paths.map((path) => [path.slice(1), id] as const)),
);

/** Paths that were looked at; most callers use one. */
const known = new Map<string, Place>();
const KNOWN_MAX = 200;
/** No path of any API is longer; the pattern below would take its time over a very long one. */
const PATH_LENGTH_MAX = 500;

/**
 * Clients are told base addresses with and without `/v1`, so any number of them counts as one, and so do the names of the
 * protocols in front (`/anthropic/v1/messages`). `path` has no query.
 */
export function placeOf(path: string, headers: WireHeaders): Place {
  const found = known.get(path);
  if (found !== undefined) return found;
  if (path.length > PATH_LENGTH_MAX) return { kind: 'nothing' };
  const [, prefix, rest = ''] = /^\/(?:(anthropic|openai)(?=\/))?(?:\/?v1(?=\/|$))*\/*(.*?)\/*$/.exec(path) ?? [];
  const protocol = ASKS.get(rest);
  if (protocol !== undefined) {
    if (known.size < KNOWN_MAX) known.set(path, { kind: 'ask', protocol });
    return { kind: 'ask', protocol };
  }
  if (
    path === '/' ||
    path === '/api/hello' ||
    path === '/healthz' ||
    path === '/readyz' ||
    path.startsWith('/admin/')
  ) {
    return { kind: 'own', path };
  }
  const isOther = OTHERS.some((other) => rest === other || rest.startsWith(`${other}/`));
  if (!isOther || rest.includes('..') || rest.includes('//')) return { kind: 'nothing' };
  const anthropic =
    prefix === 'anthropic' || (prefix === undefined && (rest.startsWith('messages') || 'anthropic-version' in headers));
  return { kind: 'other', protocol: anthropic ? 'anthropic' : 'openai-chat', path: `/${rest}` };
}
