import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { DialectId } from './dialects/dialect.ts';
import type { FaultName } from './faults.ts';
import { PACES, type Pace, type PaceName } from './pace.ts';
import { serve, type House } from './serve.ts';
import { type Aim, providerState, type ProviderState, type SeenRequest } from './provider-state.ts';
import type { PageFamily } from './status-pages/families.ts';
import type { SimulatedPage } from './status-pages/simulated-page.ts';
import type { StoryLamp } from './status-pages/story.ts';
import { pageRack } from './status-pages/switches.ts';

/** Simulated AI providers on this machine, which answer like real ones and fail on command. */
export type Sandbox = {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /**
   * The address of a provider, as clients of this dialect want it: with `/v1`, Gemini's with `/v1beta`, Ollama's with
   * neither. Any name is a provider of its own and speaks every dialect.
   */
  readonly baseUrl: (provider: string, dialect?: DialectId) => string;
  /** Makes a provider misbehave until it is told otherwise (null), or as far as the aim says. */
  readonly setFault: (provider: string, fault: FaultName | null, aim?: Aim) => void;
  /** The requests that a provider got, oldest first; the oldest are forgotten (see SEEN_MAX). */
  readonly seen: (provider: string) => readonly SeenRequest[];
  /** A status page on this machine in the format of a vendor, with these lamps. It lies at `pageUrl`. */
  readonly statusPage: (name: string, family: PageFamily, lamps: readonly StoryLamp[]) => SimulatedPage;
  /** `http://127.0.0.1:PORT/_pages/NAME`, in front of the paths of the vendor. */
  readonly pageUrl: (name: string) => string;
  /** All providers are well again and remember nothing. */
  readonly clear: () => void;
  readonly close: () => Promise<void>;
};

export type SandboxOptions = {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly pace?: Pace | PaceName;
  /** Another seed gives other answers. */
  readonly seed?: number;
};

export type { DialectId } from './dialects/dialect.ts';
export type { Aim, SeenRequest } from './provider-state.ts';
export { FAULT_CATALOGUE, FAULT_NAMES, type FaultName, type FaultRow } from './faults.ts';
export { PACES, type Pace, type PaceName } from './pace.ts';
export { refusedPort } from './refused-port.ts';
export type { PageFamily } from './status-pages/families.ts';
export type { SimulatedPage } from './status-pages/simulated-page.ts';

/** How many simulated providers there may be. */
const PROVIDERS_MAX = 2_000;
const CONNECTIONS_MAX = 4_096;
const BASES = {
  anthropic: '/v1',
  'openai-chat': '/v1',
  'openai-responses': '/v1',
  gemini: '/v1beta',
  ollama: '',
} as const satisfies Record<DialectId, string>;

/** Starts simulated providers on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 60_000 });
  server.maxConnections = CONNECTIONS_MAX;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const house = furnish(url, options);
  server.on('request', (request, response) => serve(request, response, house));

  const provider = (name: string): ProviderState => {
    const found = house.provider(name);
    if (found === null) throw new RangeError(`${JSON.stringify(name)} cannot be a provider of the sandbox`);
    return found;
  };
  return {
    url,
    baseUrl: (name, dialect = 'openai-chat') => `${url}/${name}${BASES[dialect]}`,
    setFault: (name, fault, aim) => provider(name).setFault(fault, aim),
    seen: (name) => house.providers().get(name)?.seen() ?? [],
    statusPage: house.pages.add,
    pageUrl: (name) => `${url}/_pages/${name}`,
    clear: () => {
      for (const state of house.providers().values()) state.clear();
    },
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function furnish(url: string, { pace = 'steady', seed = 1 }: SandboxOptions): House {
  const providers = new Map<string, ProviderState>();
  const used = new WeakSet<Socket>();
  let number = 0;
  return {
    url,
    pace: typeof pace === 'string' ? PACES[pace] : pace,
    seed,
    providers: () => providers,
    pages: pageRack(),
    provider: (name) => {
      const found = providers.get(name);
      if (found !== undefined) return found;
      if (providers.size >= PROVIDERS_MAX || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) return null;
      const state = providerState();
      providers.set(name, state);
      return state;
    },
    nextNumber: () => {
      number += 1;
      return number;
    },
    reused: (socket) => {
      const before = used.has(socket);
      used.add(socket);
      return before;
    },
  };
}
