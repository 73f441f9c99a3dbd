import type { OutputFormat } from '../../src/model/conversation.ts';
import { Fault } from '../../src/model/fault.ts';
import { needsOf } from '../../src/model/need.ts';
import { at, isObject, type Json, textAt } from '../../src/model/json.ts';
import { readToken } from '../../src/engine/credentials/token-request.ts';
import { adaptedBody, ownBody, printed, translatedBody } from '../../src/engine/prepare/body.ts';
import type { Asked } from '../../src/engine/asked.ts';
import { keepsTo } from '../../src/engine/readers/schema-check.ts';
import { Secret } from '../../src/model/secret.ts';
import { loadedAnswer } from '../../src/gateway/loading.ts';
import { leadsOut, placeOf, spokenNear } from '../../src/gateway/paths.ts';
import { EMBEDDINGS } from '../../src/protocols/embeddings/index.ts';
import { readAnswer, weighAnswer } from '../../src/protocols/embeddings/vectors.ts';
import { isTooDeep } from '../../src/protocols/fields.ts';
import { estimateTokens } from '../../src/protocols/estimate.ts';
import { CALLERS, PROTOCOLS, PROVIDER_PROTOCOLS } from '../../src/protocols/index.ts';
import { LISTINGS } from '../../src/protocols/listing/index.ts';
import type { CallerProtocol, Protocol, ProtocolId, Quirks, RequestOptions } from '../../src/protocols/protocol.ts';
import { asksToThink, scan, spliceModel } from '../../src/protocols/scan.ts';
import { PROVIDERS } from '../../src/providers/index.ts';
import { factsFromListing } from '../../src/providers/models/listing.ts';
import type { Chance } from './chance.ts';
import { oddity } from './oddity.ts';
import { readAwsStream, readCopilotStream, readFrames, readStream, readWhole } from './readings.ts';
import type { SeedKind } from './seeds.ts';

/** One thing that reads what comes from outside. It returns how many bytes it made of it, and throws what it thinks of it. */
export type Target = {
  readonly name: string;
  readonly kind: SeedKind;
  /** Whose words it reads: the `as` of its seeds. Empty: anybody's. */
  readonly as: string;
  readonly run: (input: Uint8Array, chance: Chance) => number;
};

const IDS = Object.values(PROTOCOLS).map(({ id }) => id);

export const TARGETS: readonly Target[] = [
  ...IDS.flatMap((id): readonly Target[] => [
    { name: `request ${id}`, kind: 'request', as: id, run: (input, chance) => request(id, input, chance) },
    { name: `answer ${id}`, kind: 'answer', as: id, run: (input, chance) => readWhole(PROTOCOLS[id], input, chance) },
    { name: `stream ${id}`, kind: 'stream', as: id, run: (input, chance) => readStream(PROTOCOLS[id], input, chance) },
    { name: `error ${id}`, kind: 'error', as: id, run: (input, chance) => error(PROTOCOLS[id], input, chance) },
    { name: `frames ${id}`, kind: 'stream', as: id, run: (input, chance) => readFrames(PROTOCOLS[id].framing, input, chance) },
  ]),
  { name: 'answer m365-copilot', kind: 'copilot-answer', as: 'm365-copilot', run: (input, chance) => readWhole(PROVIDER_PROTOCOLS['m365-copilot'], input, chance) },
  { name: 'stream m365-copilot', kind: 'copilot-stream', as: 'm365-copilot', run: readCopilotStream },
  { name: 'stream bedrock', kind: 'aws-stream', as: 'anthropic', run: readAwsStream },
  ...Object.values(EMBEDDINGS).flatMap((dialect): readonly Target[] => [
    { name: `vectors request ${dialect.id}`, kind: 'vectors-request', as: dialect.id, run: (input, chance) => vectorsRequest(dialect.id, input, chance) },
    { name: `vectors answer ${dialect.id}`, kind: 'vectors-answer', as: dialect.id, run: (input, chance) => vectorsAnswer(dialect.id, input, chance) },
  ]),
  { name: 'schema', kind: 'schema', as: 'any', run: schema },
  { name: 'listing', kind: 'listing', as: 'any', run: listing },
  { name: 'path', kind: 'path', as: 'any', run: path },
  { name: 'token', kind: 'token', as: 'any', run: (input, chance) => sizeOf(readToken(ENTRA, chance.pick([200, 400, 429, 500]), jsonOf(input))) },
]; // oxfmt-ignore

const ENTRA = {
  kind: 'entra',
  clientId: 'c',
  secret: new Secret('a-secret-of-some-length'),
  tokenUrl: 'https://login.example.com/t',
  scope: 's',
} as const;

const FLAGS = [
  'noSampling', 'noForcedTools', 'noStop', 'oldMaxTokens', 'noStreamOptions', 'noSchema', 'developerRole', 'noEffort', 'noImages',
  'noImageUrls', 'noThinking', 'noPdf', 'noTools', 'alternates', 'systemFirst', 'noPrefill', 'thoughtsBack', 'shortIds',
  'noUserAfterResults', 'freeText', 'mediaInResults',
] as const satisfies readonly (keyof Quirks)[]; // oxfmt-ignore

function optionsOf(chance: Chance): RequestOptions {
  const flags = FLAGS.filter(() => chance.oneIn(6)).map((flag) => [flag, true] as const);
  const quirks: Quirks = { ...Object.fromEntries(flags), ...(chance.oneIn(4) && { webSearch: 'asked' }) };
  return { model: 'standby-1', stream: chance.oneIn(2), maxOutputTokens: chance.pick([null, 1, 4_096]), quirks };
}

/** A caller's body: routed by the scan, read, told to some provider, made fit for a standby and for a cloud. */
function request(id: ProtocolId, input: Uint8Array, chance: Chance): number {
  const caller = chance.pick(CALLERS.filter((one) => dialectOf(one) === id));
  const said = scan(input, caller.streamsUnlessTold);
  const json = jsonOf(input);
  if (isObject(json)) agrees(json, input, caller);
  asksToThink(input);
  loadedAnswer(caller, input);
  if (said === null) throw new Fault('bad-request', 'The body is not a JSON object');
  // Gemini's path names the model, and its body need not.
  const { conversation } = caller.parseRequest(isObject(json) && id === 'gemini' ? { model: 'm-1', ...json } : json);
  estimateTokens(conversation);
  needsOf(conversation);
  const options = optionsOf(chance);
  const to = chance.pick(Object.values(PROVIDER_PROTOCOLS));
  const first = chance.oneIn(2);
  if (!leadsOut(said.model) && said.model.isWellFormed()) staysIn(to.askPath(said.model, options.stream));
  let made = printed(translatedBody(conversation, to, { ...options, first }).content).length;
  const asked = askedWith(input, said);
  const sent = { ...options, foreign: chance.oneIn(2), forget: chance.oneIn(3) };
  made = Math.max(made, printed(adaptedBody(asked, PROTOCOLS[id], sent).content).length);
  made = Math.max(
    made,
    printed(ownBody(asked, PROTOCOLS[id], { model: 'other-1', forget: chance.oneIn(2) }).content).length,
  );
  const cloud = chance.pick(
    Object.values(PROVIDERS)
      .filter(({ shape, protocol }) => shape !== undefined && protocol === id)
      .concat(PROVIDERS['vertex'] ?? []),
  );
  if (id === 'anthropic' && isObject(json))
    made = Math.max(
      made,
      sizeOf(cloud.shape?.({ model: 'm-1', stream: true, body: json, headers: {}, foreign: true, settings: {} })),
    );
  return made;
}

const dialectOf = ({ id }: CallerProtocol): string => (id === 'ollama-generate' ? 'ollama' : id);

function askedWith(body: Uint8Array, said: NonNullable<ReturnType<typeof scan>>): Asked {
  return {
    id: 'req_1', caller: PROTOCOLS.anthropic, embedding: null, body, scan: said, headers: {}, query: '', credential: null,
    route: { name: 'r', match: ['*'], allow: null, ladder: [] }, standby: true, client: '', workflow: '',
  }; // oxfmt-ignore
}

/** Who is asked for which model must not depend on how a body was read. */
function agrees(
  json: { readonly [key: string]: Json },
  input: Uint8Array,
  { streamsUnlessTold }: CallerProtocol,
): void {
  // What is not UTF-8 is not JSON, although reading it as text mends it.
  if (Buffer.from(input).toString('utf8').includes('\ufffd')) return;
  // Large bodies are read from both ends, and not as a whole: the same JSON, once as it is and once with room in its middle.
  const text = Buffer.from(input).toString('utf8').trim();
  const padded = text.startsWith('{')
    ? `{"pad":"${'x'.repeat(17_000)}"${text.length > 2 && /^\{\s*\}$/.test(text) ? '' : ','}${text.slice(1)}`
    : text;
  for (const body of [input, Buffer.from(padded)]) {
    const whole: Json = jsonOf(body);
    if (!isObject(whole)) continue;
    const said = scan(body, streamsUnlessTold);
    const stream = Object.hasOwn(json, 'stream') ? json['stream'] === true : streamsUnlessTold;
    if (said?.model !== textAt(json, 'model')) throw oddity('another model is read than is there');
    if (said.stream !== stream) throw oddity('another `stream` is read than is there');
    if (said.modelAt === null || isTooDeep(whole)) continue;
    const spliced = jsonOf(spliceModel(body, said.modelAt, 'spliced-1'));
    if (JSON.stringify(spliced) !== JSON.stringify({ ...whole, model: 'spliced-1' }))
      throw oddity('more than the name of the model is changed');
  }
}

function error(protocol: Protocol, input: Uint8Array, chance: Chance): number {
  const status = chance.pick([200, 400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504, 529, 599, 302]);
  const words = Buffer.from(input.subarray(0, 60)).toString('latin1');
  const headers = chance.oneIn(3)
    ? {
        'retry-after': chance.pick([
          '7',
          '-1',
          '1e99',
          'NaN',
          '99999999999',
          'Wed, 21 Oct 2099 07:28:00 GMT',
          words,
          '',
        ]),
        'retry-after-ms': words,
      }
    : {};
  const unwrap = chance.pick([undefined, ...Object.values(PROVIDERS).map(({ unwrapError }) => unwrapError)]);
  const json = jsonOf(input);
  const fault = protocol.parseError(status, headers, unwrap === undefined ? json : unwrap(status, headers, json));
  if (fault.kind === 'bug') throw fault;
  const { retryAfterMs } = fault;
  if (retryAfterMs !== null && !(retryAfterMs >= 0 && Number.isFinite(retryAfterMs)))
    throw oddity(`waits ${retryAfterMs} ms`);
  let made = 0;
  for (const caller of CALLERS) {
    made = Math.max(made, sizeOf(caller.renderError(fault, 'req_1')));
    const told = caller.statusOf(fault);
    if (!Number.isInteger(told) || told < 400 || told > 599) throw oddity(`tells status ${told}`);
  }
  return made;
}

/** A model's name must not make another address out of a path. */
function staysIn(path: string): void {
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[\\#]|\/\.{0,2}(?:\/|$)/.test(path))
    throw oddity('asks at a path that leads elsewhere');
}

type VectorsId = keyof typeof EMBEDDINGS;

function vectorsRequest(id: VectorsId, input: Uint8Array, chance: Chance): number {
  const dialect = EMBEDDINGS[id];
  const asked = dialect.parseRequest(jsonOf(input));
  return sizeOf(chance.pick(Object.values(EMBEDDINGS)).renderRequest(asked, 'e-2').body);
}

function vectorsAnswer(id: VectorsId, input: Uint8Array, chance: Chance): number {
  const dialect = EMBEDDINGS[id];
  const inputs = Array.from({ length: 1 + chance.below(3) }, () => ({ kind: 'text', text: 'a' }) as const);
  const encoding = chance.oneIn(2) ? 'base64' : 'numbers';
  const asked = {
    inputs,
    dimensions: chance.pick([null, 3]),
    purpose: '',
    truncate: null,
    encoding,
    unsaid: [],
  } as const;
  const body = jsonOf(input);
  if (isObject(body)) weighAnswer(dialect, body, asked);
  return sizeOf(chance.pick(Object.values(EMBEDDINGS)).renderResponse(readAnswer(dialect, body, asked), asked, 'e-2'));
}

function schema(input: Uint8Array): number {
  const both = jsonOf(input);
  const wanted = at(both, 'schema');
  // Callers' bodies that are nested deeper are refused before.
  if (isTooDeep(wanted ?? null)) throw new Fault('bad-request', 'nested too deeply');
  const output: OutputFormat = { kind: 'schema', name: '', strict: true, schema: isObject(wanted) ? wanted : {} };
  const text = JSON.stringify(at(both, 'value') ?? null);
  const check = keepsTo(output);
  check({ type: 'text', part: 0, text });
  return sizeOf(check({ type: 'end', stop: 'done', stopSequence: '' }));
}

function listing(input: Uint8Array, chance: Chance): number {
  const body = jsonOf(input);
  factsFromListing({ local: chance.oneIn(2) }, body);
  const list = chance.pick(Object.values(LISTINGS));
  const query = `?limit=${chance.pick(['1', '-1', 'x', '1e9'])}&after_id=${encodeURIComponent(textAt(body, 'last_id').toWellFormed())}`;
  return sizeOf(list.render(list.read(body).models, chance.oneIn(2) ? query : ''));
}

function path(input: Uint8Array, chance: Chance): number {
  const [where = '', query = ''] = Buffer.from(input).toString('latin1').split('?');
  const headers = chance.oneIn(2) ? { 'x-goog-api-key': 'k' } : {};
  const place = placeOf(`/${where}`, query, headers);
  spokenNear(`/${where}`, query, headers);
  if (place.kind === 'other' && leadsOut(place.path.slice(1))) throw oddity(`leads out: ${place.path}`);
  return 0;
}

function jsonOf(bytes: Uint8Array): Json {
  try {
    const value: Json = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return value;
  } catch {
    return null;
  }
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value ?? null).length;
}
