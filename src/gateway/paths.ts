import type { EmbeddingDialect } from '../protocols/embeddings/embedding.ts';
import { EMBEDDINGS } from '../protocols/embeddings/index.ts';
import { geminiArray } from '../protocols/gemini/index.ts';
import { CALLERS, PROTOCOLS } from '../protocols/index.ts';
import type { CallerProtocol, ProtocolId } from '../protocols/protocol.ts';
import type { WireHeaders } from '../world/world.ts';
import { type DeferredPlace, deferredPlace } from './deferred/place.ts';
import { isEditionsPath } from './editions/answer.ts';
import { isStatusPath } from './status-page/answer.ts';
import { isWriterPath } from './writer/answer.ts';

/** What lives at a path. A `model` or `stream` that is null stands in the body. */
export type Place =
  /** A question that rungs can answer. */
  | {
      readonly kind: 'ask';
      readonly caller: CallerProtocol;
      readonly model: string | null;
      readonly stream: boolean | null;
    }
  | { readonly kind: 'embed'; readonly dialect: EmbeddingDialect; readonly model: string | null }
  /** A part of a provider's API that is passed on. `own`: what the gateway can say itself where no provider can. */
  | {
      readonly kind: 'other';
      readonly protocol: ProtocolId;
      readonly path: string;
      readonly model: string | null;
      readonly own: OwnAnswer | null;
    }
  | DeferredPlace
  /** A stream whose reader has come back for the rest. */
  | { readonly kind: 'stream'; readonly id: string }
  | { readonly kind: 'own'; readonly path: string }
  | { readonly kind: 'nothing' };

/** Questions about models rather than to them: which there are, what one is, how long a prompt is. */
export type OwnAnswer = 'models' | 'model' | 'count' | 'tags' | 'show' | 'ps' | 'version';

/** Parts of the providers' APIs beside the questions: relayed to the first provider of the route, without failover. */
const OTHERS = (
  'models messages/count_tokens messages/batches files batches completions responses moderations audio ' +
  'images uploads fine_tuning vector_stores chat/completions skills organizations conversations ' +
  'cachedContents tunedModels interactions operations'
).split(' ');

/** Ollama's own, below `/api/`. */
const OLLAMA: Readonly<Record<string, OwnAnswer | null>> = {
  tags: 'tags',
  show: 'show',
  ps: 'ps',
  version: 'version',
  pull: null,
  push: null,
  create: null,
  copy: null,
  delete: null,
  blobs: null,
};

const OWN = new Set(['/', '/api/hello', '/healthz', '/readyz', '/metrics', '/availability']);

const ASKS: ReadonlyMap<string, Place> = new Map<string, Place>([
  ...CALLERS.flatMap((caller) =>
    caller.paths.map((path) => [path.slice(1), { kind: 'ask', caller, model: null, stream: null } as const] as const),
  ),
  ...Object.values(EMBEDDINGS)
    .filter(({ place }) => place.startsWith('/'))
    .map((dialect) => [dialect.place.slice(1), { kind: 'embed', dialect, model: null } as const] as const),
]);

/** Paths that were looked at; most callers use one. */
const known = new Map<string, Place>();
const KNOWN_MAX = 200;
/** No path of any API is longer; the patterns below would take their time over a very long one. */
const PATH_LENGTH_MAX = 500;

/**
 * Clients are told base addresses with and without `/v1`, so any number of them counts as one, and so do the names of the
 * protocols in front (`/anthropic/v1/messages`). `path` has no query, `query` begins with `?` or is empty.
 */
export function placeOf(path: string, query: string, headers: WireHeaders): Place {
  const found = known.get(path) ?? look(path, query, headers);
  const asks = found.kind === 'ask' || found.kind === 'embed';
  if (asks && known.size < KNOWN_MAX) known.set(path, found);
  return inForm(found, query);
}

/** Gemini streams one JSON list, unless the address asks for server-sent events. */
function inForm(place: Place, query: string): Place {
  const lists = place.kind === 'ask' && place.caller === PROTOCOLS.gemini && place.stream === true;
  return lists && !/[?&]\$?alt=sse(?:&|$)/.test(query) ? { ...place, caller: geminiArray } : place;
}

const PARTS = /^\/(?:(anthropic|openai|gemini|ollama)(?=\/))?((?:\/?v1(?:alpha|beta)?1?(?=\/|$))*)\/*(.*?)\/*$/;

/** The dialect in which somebody at this path wants to hear that there is nothing. */
export function spokenNear(path: string, query: string, headers: WireHeaders): ProtocolId {
  const near = path.slice(0, PATH_LENGTH_MAX);
  const [, prefix, versions = '', rest = ''] = PARTS.exec(near) ?? [];
  if (prefix === 'ollama' || rest.startsWith('api/')) return 'ollama';
  return spokenBy({ prefix, rest, versions, query, headers });
}

function look(path: string, query: string, headers: WireHeaders): Place {
  if (path.length > PATH_LENGTH_MAX || !path.startsWith('/')) return NOTHING;
  const [, prefix, versions = '', rest = ''] = PARTS.exec(path) ?? [];
  const asked = ASKS.get(rest);
  if (asked !== undefined) return asked;
  if (path.startsWith('/admin/') || isStatusPath(path) || isWriterPath(path) || isEditionsPath(path))
    return { kind: 'own', path };
  if (OWN.has(`/${rest}`)) return { kind: 'own', path: `/${rest}` };
  if (/^streams\/[\w-]+$/.test(rest)) return { kind: 'stream', id: rest.slice('streams/'.length) };
  const later = deferredPlace(rest, (behind) => {
    const inner = placeOf(behind, query, headers);
    return inner.kind === 'ask' ? inner : null;
  });
  if (later !== null) return later;
  // Servers take `%2e` for a dot.
  if (/(?:\.|%2e){2}|(?:^|\/)(?:\.|%2e)(?:\/|$)|\/\/|\\/i.test(rest)) return NOTHING;
  if (rest.startsWith('api/')) return ollamaPlace(rest);
  const named = modelInPath(rest);
  if (named !== null) return named;
  if (!OTHERS.some((other) => rest === other || rest.startsWith(`${other}/`))) return NOTHING;
  const protocol = spokenBy({ prefix, rest, versions, query, headers });
  return { kind: 'other', protocol, path: `/${rest}`, model: null, own: ownAnswer(rest) };
}

const NOTHING: Place = { kind: 'nothing' };

function ollamaPlace(rest: string): Place {
  const name = rest.split('/')[1] ?? '';
  if (!Object.hasOwn(OLLAMA, name)) return NOTHING;
  return { kind: 'other', protocol: 'ollama', path: `/${rest}`, model: null, own: OLLAMA[name] ?? null };
}

/** What Gemini and Vertex AI do with models. Any other word behind a colon is a part of a model's name. */
const VERBS =
  'generateContent|streamGenerateContent|countTokens|computeTokens|embedContent|batchEmbedContents|asyncBatchEmbedContent|' +
  'batchGenerateContent|predict|predictLongRunning|rawPredict|streamRawPredict|generateAnswer';
const MODEL_IN_PATH = new RegExp(`^(?:projects/[^/]+/locations/[^/]+/)?(?:publishers/[^/]+/)?models/(.+):(${VERBS})$`);

/** Gemini names model and kind of question in the path. */
function modelInPath(rest: string): Place | null {
  const [, name, verb] = MODEL_IN_PATH.exec(rest) ?? [];
  if (name === undefined || verb === undefined) return null;
  const model = decoded(name);
  const stream = verb === 'streamGenerateContent';
  if (stream || verb === 'generateContent') return { kind: 'ask', caller: PROTOCOLS.gemini, model, stream };
  const dialect = Object.values(EMBEDDINGS).find(({ place }) => place === `:${verb}`);
  if (dialect !== undefined) return { kind: 'embed', dialect, model };
  const own = verb === 'countTokens' ? 'count' : null;
  return { kind: 'other', protocol: 'gemini', path: `/models/${name}:${verb}`, model, own };
}

/** Some dialects have the model's name in the path, where a step up leads out of the part that the operator has named. */
export function leadsOut(model: string): boolean {
  return /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/.test(decoded(model));
}

/** A part of a path as it is meant, or as it stands when it is written wrong. */
export function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function ownAnswer(rest: string): OwnAnswer | null {
  if (rest === 'models') return 'models';
  if (rest.startsWith('models/')) return 'model';
  return rest === 'messages/count_tokens' || rest === 'responses/input_tokens' ? 'count' : null;
}

type Clues = {
  readonly prefix: string | undefined;
  readonly rest: string;
  readonly versions: string;
  readonly query: string;
  readonly headers: WireHeaders;
};

const GEMINI_ONLY = ['cachedContents', 'tunedModels', 'interactions', 'operations'];

/** `/v1/models` and others live in several APIs; the headers say which is meant. All of them may use `authorization`. */
function spokenBy({ prefix, rest, versions, query, headers }: Clues): ProtocolId {
  if (prefix === 'anthropic' || rest.startsWith('messages')) return 'anthropic';
  if (prefix === 'gemini' || versions.includes('beta') || GEMINI_ONLY.some((one) => rest.startsWith(one)))
    return 'gemini';
  if (prefix === undefined) {
    if ('anthropic-version' in headers) return 'anthropic';
    if ('x-goog-api-key' in headers || 'x-goog-api-client' in headers || /[?&]key=/.test(query)) return 'gemini';
  }
  return rest.startsWith('responses') || rest.startsWith('conversations') ? 'openai-responses' : 'openai-chat';
}
