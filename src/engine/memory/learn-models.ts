import { Fault } from '../../model/fault.ts';
import { at, isObject, type Json, listAt, textAt } from '../../model/json.ts';
import { factsFromListing, type Listed } from '../../providers/models/listing.ts';
import type { World, WireRequest } from '../../world/world.ts';
import type { Access, Engine } from '../engine.ts';

/** How long a list may take, ms. Nobody waits for it. */
const LIST_MS = 10_000;
const LIST_BYTES_MAX = 8 * 1024 * 1024;
/** Models of a local server that are asked about one by one. */
const SHOWN_MAX = 50;

/**
 * Asks every provider for its models and remembers what they say: windows, limits, what they can read, prices. No prompt is sent,
 * and whoever does not answer is left at what our tables know. Never rejects.
 */
export async function learnModels(engine: Engine): Promise<void> {
  await Promise.all(
    [...engine.setup.access.values()].map(async (access) => {
      try {
        engine.models.learn(access.account.id, await listOf(access, engine));
      } catch {
        // It may have no list, or be down; then it is asked again the next time.
      }
    }),
  );
}

async function listOf(access: Access, engine: Engine): Promise<readonly Listed[]> {
  const { account } = access;
  // Clouds list what they could serve, not what this account may use, and in words of their own.
  if (account.keys.kind === 'caller' || account.keys.kind === 'cloud' || account.provider.shape !== undefined)
    throw new Fault('no-such-path', 'There is no list to ask for');
  if (access.protocol.id !== 'ollama') {
    return factsFromListing(account.provider, await fetched(access, engine, { path: '/models?limit=1000' }));
  }
  const tags = await fetched(access, engine, { path: '/api/tags' });
  const names = listAt(tags, 'models').map((model) => textAt(model, 'model') || textAt(model, 'name'));
  const shown = names.slice(0, SHOWN_MAX).map(async (model): Promise<Listed> => {
    const [one] = factsFromListing(
      account.provider,
      await fetched(access, engine, { path: '/api/show', body: { model } }),
    );
    return { model, facts: one?.facts ?? {} };
  });
  return Promise.all(shown);
}

type Asking = { readonly path: string; readonly body?: Json };

/** The JSON at a path of a provider. Rejects with a Fault. */
async function fetched(access: Access, { world, vault, setup }: Engine, { path, body }: Asking): Promise<Json> {
  const { account, protocol, origin, base, mayLoop } = access;
  const pass = vault.pick(account, null, null, world.nowMs());
  if (pass === null) throw new Fault('parked', 'All keys of this provider rest');
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'failsoft'];
  headers.push(...Object.entries(protocol.defaultHeaders).flat(), ...(pass.header ?? []));
  if (mayLoop) headers.push('via', `1.1 ${setup.instance}`);
  if (body !== undefined) headers.push('content-type', 'application/json');
  const request: WireRequest = {
    method: body === undefined ? 'GET' : 'POST',
    origin,
    path: base + path,
    headers,
    body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
  };
  const { status, bytes } = await exchanged(world, pass.open ?? world.open, request);
  if (status !== 200) throw new Fault('broken', `The list came with status ${status}`, { upstreamStatus: status });
  const json: Json = JSON.parse(bytes.toString('utf8'));
  if (!isObject(json) || at(json, 'error') !== undefined) throw new Fault('garbled', 'The answer is no list');
  return json;
}

async function exchanged(
  world: World,
  open: World['open'],
  request: WireRequest,
): Promise<{ readonly status: number; readonly bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let status = 0;
    const give = (fault: Fault): void => {
      timer();
      exchange.abort();
      reject(fault);
    };
    const timer = world.after(LIST_MS, () => give(new Fault('timeout', 'The list takes too long')));
    const exchange = open(request, {
      sent: () => {},
      head: (code) => (status = code),
      bytes: (chunk) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length > LIST_BYTES_MAX) give(new Fault('garbled', 'The list is too long'));
      },
      end: () => {
        timer();
        resolve({ status, bytes: Buffer.concat(chunks) });
      },
      broke: (code) => give(new Fault('unreachable', `There is no list: ${code}`)),
    });
  });
}
