import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Json, JsonObject } from '../../model/json.ts';
import { textAt } from '../../model/json.ts';

/** A model as the stand-in for Ollama has it. */
export type HeldModel = {
  readonly sizeBytes: number;
  readonly contextMax?: number;
  readonly abilities?: readonly string[];
  readonly parameters?: string;
  readonly loaded?: { readonly context: number; readonly onGpuBytes: number; readonly until: string };
};

/** A server on this machine that speaks the part of Ollama's API that the command line uses. */
export type OllamaServer = {
  readonly host: string;
  readonly models: Map<string, HeldModel>;
  /** The bodies that were sent to a path. */
  readonly asked: (path: string) => readonly Json[];
  /** What a download says after its first lines, instead of going on. */
  failPull: (line: JsonObject | null) => void;
  readonly close: () => Promise<void>;
};

export async function startOllama(models: Readonly<Record<string, HeldModel>> = {}): Promise<OllamaServer> {
  const held = new Map(Object.entries(models));
  const asked: { readonly path: string; readonly body: Json }[] = [];
  let failure: { readonly line: JsonObject | null } | null = null;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? '';
      asked.push({ path, body });
      if (path === '/api/pull') pull(response, textAt(body, 'model'), { held, failure });
      else answer(response, reply(path, body, held));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    models: held,
    asked: (path) => asked.filter((one) => one.path === path).map(({ body }) => body),
    failPull: (line) => (failure = { line }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Reply = { readonly status: number; readonly body: JsonObject };

function reply(path: string, body: Json, held: ReadonlyMap<string, HeldModel>): Reply {
  const entries = [...held];
  const asked = textAt(body, 'model');
  const model = held.get(asked) ?? held.get(`${asked}:latest`);
  switch (path) {
    case '/api/version':
      return { status: 200, body: { version: '0.33.1' } };
    case '/api/tags':
      return {
        status: 200,
        body: { models: entries.map(([name, { sizeBytes }]) => ({ name, model: name, size: sizeBytes })) },
      };
    case '/api/ps': {
      const loaded = entries.flatMap(([name, { sizeBytes, loaded: now }]) =>
        now === undefined
          ? []
          : [{ name, size: sizeBytes, size_vram: now.onGpuBytes, context_length: now.context, expires_at: now.until }],
      );
      return { status: 200, body: { models: loaded } };
    }
    case '/api/show':
      return {
        status: 200,
        body: {
          parameters: model?.parameters ?? '',
          capabilities: model?.abilities ?? ['completion', 'tools'],
          model_info: { 'general.architecture': 'llama', 'llama.context_length': model?.contextMax ?? 131_072 },
        },
      };
    case '/api/generate':
      return model === undefined
        ? { status: 404, body: { error: `model "${asked}" not found` } }
        : { status: 200, body: { model: asked, done: true, done_reason: 'load' } };
    default:
      return { status: 404, body: { error: 'not found' } };
  }
}

function answer(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

type Store = {
  readonly held: Map<string, HeldModel>;
  readonly failure: { readonly line: JsonObject | null } | null;
};

/** As the server does it: a line for the list, some for the layer that counts, and `success`. */
function pull(response: ServerResponse, model: string, { held, failure }: Store): void {
  const say = (line: JsonObject): void => void response.write(`${JSON.stringify(line)}\n`);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  say({ status: 'pulling manifest' });
  for (const completed of [1e9, 2e9])
    say({ status: 'pulling dde5aa3fc5ff', digest: 'sha256:dde5', total: 2e9, completed });
  if (failure !== null) {
    if (failure.line !== null) say(failure.line);
    response.end();
    return;
  }
  say({ status: 'verifying sha256 digest' });
  held.set(`${model}:latest`, { sizeBytes: 2e9 });
  response.end(JSON.stringify({ status: 'success' }));
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  if (text === '') return null;
  const json: Json = JSON.parse(text);
  return json;
}
