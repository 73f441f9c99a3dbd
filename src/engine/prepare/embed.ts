import { Fault } from '../../model/fault.ts';
import { at, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Loss } from '../../model/loss.ts';
import { NO_USAGE, type Usage } from '../../model/reply.ts';
import type { EmbeddingDialect, EmbeddingRequest } from '../../protocols/embeddings/embedding.ts';
import { ASKED_FOR_VECTORS } from '../../protocols/embeddings/index.ts';
import { sameModel } from '../../protocols/embeddings/same-model.ts';
import { readAnswer, weighAnswer } from '../../protocols/embeddings/vectors.ts';
import type { ProtocolId, ProviderProtocol } from '../../protocols/protocol.ts';
import { spliceModel } from '../../protocols/scan.ts';
import { nameThere } from '../../providers/provider.ts';
import type { Asked } from '../asked.ts';
import { type Access, accessOf, type Setup } from '../engine.ts';
import { makesVectors } from '../ladder.ts';
import type { Reader } from '../readers/reader.ts';
import { parseWhole, wholeReader } from '../readers/relay.ts';
import { type Body, objectOf, printed } from './body.ts';
import { headersFor } from './headers.ts';
import type { Prepared, PrepareOptions } from './prepare.ts';

/** A caller's request for vectors: how it is spoken, and what it says, read at most once however many rungs need it. */
export type Embedding = { readonly dialect: EmbeddingDialect; readonly request: () => EmbeddingRequest };

export function embeddingIn({ body }: Pick<Asked, 'body'>, dialect: EmbeddingDialect): Embedding {
  let request: EmbeddingRequest | null = null;
  return { dialect, request: () => (request ??= dialect.parseRequest(objectOf(body))) };
}

type Read = { readonly dialect: EmbeddingDialect; readonly request: EmbeddingRequest };

export type EmbedOptions = Pick<PrepareOptions, 'model' | 'first' | 'access' | 'vendor' | 'pass'>;

/**
 * A request for vectors made ready for one target. The first model rung of the ladder says whose vectors the caller has in its
 * index, and no other model may add to them: then it is a Fault `unsayable`. In the caller's own dialect its bytes are passed
 * on, with only the model's name changed; else they are translated. Throws `bad-request` for a body that cannot be read.
 */
export function prepareEmbedding(asked: Asked, embedding: Embedding, setup: Setup, options: EmbedOptions): Prepared {
  const { model, first, access, pass } = options;
  const { protocol: provider, account } = access;
  const { name } = account.provider;
  const { dialect } = embedding;
  const read: Read = { dialect, request: embedding.request() };
  const named = nameThere(account.provider, model);

  const home = homeOf(asked, setup);
  if (!first && !sameModel(home.model, model)) throw anotherModel(home.model, `${model} at ${name}`);
  const spoken = vectorsAt(access);
  if (spoken === null) throw new Fault('unsayable', `${name} makes no vectors`);
  const atHome = home.family === dialect.family;
  const same = spoken.family === dialect.family && (first || atHome || !dialect.raw);
  if (!first && dialect.raw && atHome && !same) {
    throw new Fault('unsayable', `${name} scales its vectors, and those in the caller's index are not scaled`);
  }

  const target = same ? dialect : spoken;
  const foreign = !first && account.provider.id !== options.vendor;
  const { content, losses } = same
    ? ownBody(asked, read, { model: named, foreign })
    : translatedBody(read.request, spoken, named);
  const blocking = losses.find(({ weight }) => weight === 'blocking');
  if (blocking !== undefined)
    throw new Fault('unsayable', `${name} cannot be asked for these vectors: ${blocking.what}`);
  return {
    wire: {
      method: 'POST',
      origin: access.origin,
      path: access.base + target.askPath(named) + (same ? asked.query : ''),
      headers: headersFor(asked, { access, pass, same, instance: setup.instance }),
      body: printed(content),
    },
    provider,
    unwrap: null,
    keeping: null,
    streamed: false,
    reader: same
      ? relayVectors(provider, read, { rename: named === asked.scan.model ? null : asked.scan.model, setup })
      : translateVectors(provider, read, { spoken, model: asked.scan.model, setup }),
    losses,
    own: same,
    translated: !same || !first,
  };
}

/** How a provider is asked for vectors; null where it makes none. */
function vectorsAt({ dialect }: Access): EmbeddingDialect | null {
  return dialect === null ? null : ASKED_FOR_VECTORS[dialect.id];
}

type Home = { readonly model: string; readonly family: ProtocolId | null };

/** The model whose vectors the caller has in its index, and the dialect family that it is asked in. */
function homeOf({ route, scan }: Asked, setup: Setup): Home {
  const rung = route.ladder.find(makesVectors);
  if (rung === undefined) return { model: scan.model, family: null };
  const spoken = vectorsAt(accessOf(setup, rung.provider));
  return { model: rung.model ?? scan.model, family: spoken?.family ?? null };
}

function anotherModel(home: string, other: string): Fault {
  return new Fault(
    'unsayable',
    `${other} may not stand in for ${home}: vectors of another model would corrupt the caller's index`,
  );
}

function translatedBody(request: EmbeddingRequest, spoken: EmbeddingDialect, model: string): Body {
  const { body, losses } = spoken.renderRequest(request, model);
  return { content: body, losses };
}

/** The caller's own body for a provider that speaks its dialect. */
function ownBody(
  { body, scan }: Asked,
  { dialect, request }: Read,
  { model, foreign }: { readonly model: string; readonly foreign: boolean },
): Body {
  const losses: Loss[] = [];
  let json: JsonObject | null = null;
  if (foreign) {
    // Another vendor's server may take no notice of what it does not know, and the vectors would be others.
    losses.push(...request.unsaid.filter(({ weight }) => weight === 'blocking'));
    json = objectOf(body);
    for (const field of dialect.vendorOnly) {
      if (json[field] === undefined) continue;
      losses.push({ what: field, weight: 'cosmetic' });
      const { [field]: _, ...others }: JsonObject = json;
      json = others;
    }
  }
  if (json === null || losses.length === 0) {
    if (model === scan.model) return { content: body, losses };
    if (scan.modelAt !== null && !namesInPath(dialect))
      return { content: spliceModel(body, scan.modelAt, model), losses };
  }
  return { content: dialect.rename(json ?? objectOf(body), model), losses };
}

function namesInPath({ place }: EmbeddingDialect): boolean {
  return place.startsWith(':');
}

type RelayOptions = { readonly rename: string | null; readonly setup: Setup };

/** An answer in the caller's own dialect: every vector is looked at, then it passes as it came. */
function relayVectors(provider: ProviderProtocol, { dialect, request }: Read, { rename, setup }: RelayOptions): Reader {
  let usage: Usage | null = null;
  return wholeReader(
    setup.answerBytes,
    () => usage,
    (bytes) => {
      const body = answerOf(bytes, provider);
      usage = { ...NO_USAGE, inputTokens: weighAnswer(dialect, body, request) };
      const out = rename === null ? bytes : Buffer.from(JSON.stringify(dialect.renameResponse(body, rename)));
      return { out: [out], weight: 'hard', end: true, fault: null };
    },
  );
}

type TranslateOptions = { readonly spoken: EmbeddingDialect; readonly model: string; readonly setup: Setup };

/** An answer in another dialect, told to the caller in its own. */
function translateVectors(
  provider: ProviderProtocol,
  { dialect, request }: Read,
  { spoken, model, setup }: TranslateOptions,
): Reader {
  let usage: Usage | null = null;
  return wholeReader(
    setup.answerBytes,
    () => usage,
    (bytes) => {
      const embedded = readAnswer(spoken, answerOf(bytes, provider), request);
      usage = { ...NO_USAGE, inputTokens: embedded.inputTokens };
      const out = Buffer.from(JSON.stringify(dialect.renderResponse(embedded, request, model)));
      return { out: [out], weight: 'hard', end: true, fault: null };
    },
  );
}

/** The JSON of an answer. Throws what it says where it is an error in the place of an answer. */
function answerOf(bytes: Uint8Array, provider: ProviderProtocol): JsonObject {
  const body: Json = parseWhole(bytes);
  const error = at(body, 'error');
  if (isObject(error) || (typeof error === 'string' && error !== '')) throw provider.parseError(200, {}, body);
  if (!isObject(body)) throw new Fault('garbled', 'The answer is no JSON object');
  return body;
}
