import { type App, startApp } from './app.ts';
import { type AnswerTo, ask, type Request } from './ask.ts';
import type { Config } from './config/config.ts';
import { discoverConfig } from './config/discover.ts';
import type { Consent } from './config/sections/ladders.ts';
import { findConfig, loadConfig, ownVariables } from './config/load.ts';
import type { Wanted } from './gateway/availability/watch.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { Availability } from './model/availability.ts';
import type { JournalQuery, RequestEntry } from './model/journal.ts';
import type { Status } from './model/status.ts';

export type FailsoftOptions = {
  /** A configuration file. Default: `failsoft.yaml` in `cwd`, else the keys that are found in the environment. */
  readonly config?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Without a file: which vendors may stand in for others, see the guide to the configuration. Default: none. */
  readonly standby?: Exclude<Consent, 'ask'>;
  /** Where the journal is kept. Default: as configured. `memory` needs no disk. */
  readonly journal?: 'memory';
  /** Watch how providers are doing, by their status pages and by probes, too: `gateway.monitor`. Default: nobody is watched. */
  readonly watch?: boolean;
  /** Gets sentences that an operator should read. Default: nobody. */
  readonly onWarning?: (sentence: string) => void;
};

/** The engine of a gateway, in this process. */
export type Failsoft = {
  /** Asks. Rejects with `Unanswered` when no rung could answer, and with a Fault for a request that cannot be. */
  readonly ask: <const R extends Request>(request: R) => Promise<AnswerTo<R>>;
  readonly status: () => Status;
  /** What an app should show of a route, or of all. Throws a `no-such-route` fault for what is named and not there. */
  readonly availability: (wanted?: Wanted) => readonly Availability[];
  /** The same at once and with every change, until what it returns is called. Throws as `availability` does. */
  readonly watchAvailability: (changed: (routes: readonly Availability[]) => void, wanted?: Wanted) => () => void;
  /** The journal, newest first. */
  readonly requests: (query?: Partial<JournalQuery>) => Promise<readonly RequestEntry[]>;
  /** To be mounted in a server: `createServer(handler(failsoft.gateway))`, see `failsoft/gateway`. */
  readonly gateway: Gateway;
  readonly close: () => Promise<void>;
};

/** Starts the engine. Sends nothing to anybody. Throws a `configuration` fault that lists all mistakes of a file. */
export function createFailsoft(options: FailsoftOptions = {}): Failsoft {
  const reread = (): Config => configFor(options);
  const { onWarning = (): void => {}, watch = false } = options;
  const app: App = startApp({ config: reread(), reread, say: onWarning, watch });
  return {
    ask: async <const R extends Request>(request: R): Promise<AnswerTo<R>> => {
      const answer: unknown = await ask(app.gateway, request);
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- `ask` answers by the kind of the request.
      return answer as AnswerTo<R>;
    },
    status: app.gateway.status,
    availability: (wanted = {}) => app.gateway.availability.now(wanted, ANYBODY),
    watchAvailability: (changed, wanted = {}) =>
      app.gateway.availability.watch(wanted, ANYBODY, { changed, beat: () => {}, over: () => {} }),
    requests: async (query = {}) => app.gateway.requests({ limit: 50, ...query }),
    gateway: app.gateway,
    close: app.close,
  };
}

/** In this process nobody has to show a key. */
const ANYBODY = (): null => null;

function configFor({
  config: file,
  cwd = process.cwd(),
  env = ownVariables(),
  standby = 'none',
  journal,
}: FailsoftOptions): Config {
  const config =
    file !== undefined || findConfig(cwd) !== null
      ? loadConfig({ ...(file !== undefined && { file }), cwd, env })
      : discoverConfig({ cwd, env, standby, localModels: null }).config;
  return journal === 'memory' ? { ...config, journal: { ...config.journal, path: null } } : config;
}
