import { Fault } from '../../model/fault.ts';
import type { Json } from '../../model/json.ts';
import { LIMITS, type ModelRung } from '../../model/route.ts';
import type { EmbeddingId, EmbeddingInput } from '../../protocols/embeddings/embedding.ts';
import { EMBEDDINGS } from '../../protocols/embeddings/index.ts';
import { type Heard, type Loopback, loopback } from '../../protocols/embeddings/testing/loopback.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import { scan } from '../../protocols/scan.ts';
import { openai } from '../../providers/openai.ts';
import { realWorld } from '../../world/real.ts';
import type { Asked } from '../asked.ts';
import { type Access, accessTo, type Setup } from '../engine.ts';
import { embeddingIn, prepareEmbedding } from '../prepare/embed.ts';
import type { Prepared } from '../prepare/prepare.ts';
import type { Reading } from '../readers/reader.ts';

const PROVIDERS = [
  ['openai', 'openai-chat'],
  ['azure', 'openai-chat'],
  ['home', 'ollama'],
  ['other-home', 'ollama'],
  ['claude', 'anthropic'],
] as const satisfies readonly (readonly [string, ProtocolId])[];

/** How a caller asks, and whom: providers and models, null for the model that was asked for. */
export type Scene = {
  readonly dialect?: EmbeddingId;
  readonly ladder: readonly (readonly [(typeof PROVIDERS)[number][0], string | null])[];
};

export type Stage = {
  readonly server: Loopback;
  /** What the next answers are instead of the right ones; null for the right ones. */
  readonly spoil: (body: Json | null) => void;
  /** The request as one rung of the ladder gets it. */
  readonly prepared: (body: Json, scene: Scene, index?: number) => { readonly asked: Asked; readonly ready: Prepared };
  /** Sends it, and says what the caller hears. */
  readonly sent: (ready: Prepared) => Promise<Reading>;
  readonly close: () => Promise<void>;
};

export const vectorFor = (text: string, length: number): readonly number[] =>
  Array.from({ length }, (_, index) => Math.fround(Math.cos(text.length + index)));

/** Providers that make vectors: one server that speaks every dialect, each provider with a base address of its own in it. */
export async function vectorStage(): Promise<Stage> {
  const world = realWorld();
  let spoilt: Json | null = null;
  const server = await loopback((heard) => (spoilt === null ? answered(heard) : { body: spoilt }));
  const accessOf = (id: string, protocol: ProtocolId): Access => {
    const provider = { ...openai, id, name: id, protocol, baseUrl: `${server.url}/${id}` };
    return accessTo({ id, provider, keys: { kind: 'none' }, models: [] });
  };
  const setup: Setup = {
    access: new Map(PROVIDERS.map(([id, protocol]) => [id, accessOf(id, protocol)])),
    answerBytes: 1_000_000,
    bodies: false,
    sealKey: new Uint8Array(32),
    instance: 'failsoft-test',
  };

  const sent = async ({ wire, reader }: Prepared): Promise<Reading> =>
    new Promise((resolve) => {
      const fail = (fault: Fault): void => resolve({ out: [], weight: 'none', end: false, fault });
      world.open(wire, {
        sent: () => {},
        head: () => {},
        bytes: (chunk) => {
          const { fault } = reader.feed(chunk);
          if (fault !== null) fail(fault);
        },
        end: () => resolve(reader.close()),
        broke: (code) => fail(new Fault('reset', code)),
      });
    });

  return {
    server,
    spoil: (body) => (spoilt = body),
    prepared: (body, scene, index = 0) => prepared(setup, body, scene, index),
    sent,
    close: async () => {
      await server.close();
      await world.close();
    },
  };
}

/** The answer of a server that knows no more of the dialects than our own readers and writers do. */
export function answered({ path, body }: Heard): { readonly body: Json } {
  const place = path.replace(/^\/[\w-]+/, '');
  const dialect = Object.values(EMBEDDINGS).find((one) => one.place === place);
  if (dialect === undefined) throw new Error(`Nothing lives at ${path}`);
  const request = dialect.parseRequest(body);
  const vectors = request.inputs.map((input) => vectorFor(wordsOf(input), request.dimensions ?? 4));
  return { body: dialect.renderResponse({ vectors, inputTokens: 5 }, request, 'upstream-name') };
}

function wordsOf(input: EmbeddingInput): string {
  return input.kind === 'text' ? input.text : input.kind;
}

function prepared(
  setup: Setup,
  body: Json,
  { dialect = 'openai', ladder }: Scene,
  index: number,
): { readonly asked: Asked; readonly ready: Prepared } {
  const bytes = Buffer.from(JSON.stringify(body));
  const rungs = ladder.map(([provider, model]): ModelRung => ({
    kind: 'model',
    provider,
    model,
    tries: 1,
    limits: LIMITS,
  }));
  const embedding = embeddingIn({ body: bytes }, EMBEDDINGS[dialect]);
  const asked: Asked = {
    id: 'req_test',
    caller: PROTOCOLS[embedding.dialect.family],
    body: bytes,
    scan: scan(bytes) ?? { model: '', stream: false, modelAt: null },
    headers: {},
    query: '',
    credential: null,
    route: { name: 'r', match: ['*'], ladder: rungs, allow: null },
    standby: true,
    client: '',
    workflow: '',
    embedding,
  };
  const rung = rungs[index];
  const access = setup.access.get(rung?.provider ?? '');
  if (rung === undefined || access === undefined) throw new Error('No such rung');
  const vendor = rungs[0]?.provider ?? '';
  const pass = { key: -1, header: null, secret: null };
  const model = rung.model ?? asked.scan.model;
  return {
    asked,
    ready: prepareEmbedding(asked, embedding, setup, { model, first: index === 0, access, vendor, pass }),
  };
}
