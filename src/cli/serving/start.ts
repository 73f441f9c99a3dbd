import { type App, startApp } from '../../app.ts';
import { renderListen } from '../../config/address.ts';
import type { Config } from '../../config/config.ts';
import type { Gateway, Reloaded } from '../../gateway/gateway.ts';
import { isTaken, listen, type Listening } from '../../gateway/serve.ts';
import { Fault } from '../../model/fault.ts';
import { gatewayAt, recordRunning } from '../running/running.ts';
import type { Setup } from '../setup/setup.ts';
import { collectLess } from './collect-less.ts';
import { portOwner } from './port-owner.ts';

/** A gateway that listens, in this process. */
export type Started = {
  readonly url: string;
  readonly gateway: Gateway;
  /** True when the port that was meant was taken and this is another one. */
  readonly moved: boolean;
  /** Takes no more requests, lets those under way end for `graceMs`, and lets go of everything. */
  readonly close: (graceMs?: number) => Promise<void>;
  /** The same without waiting for anybody: their connections are cut, and what they came to is written down. */
  readonly cut: () => Promise<void>;
};

export type StartOptions = {
  readonly cwd: string;
  /** May another port be taken when this one is busy? */
  readonly mayMove: boolean;
  /** Write down where it listens, for other commands. */
  readonly record: boolean;
  /** Sentences for the operator. */
  readonly say: (sentence: string) => void;
  /** Told of every reload, whoever asked for it. */
  readonly reloaded?: (outcome: Reloaded) => void;
};

/** How often it is tried to take over a port that is about to be free, ms. */
const AGAIN_MS = 200;
/** How many ports after the busy one are tried. */
const PORTS_MAX = 10;

/** Starts a gateway. Rejects with a `configuration` fault for a file that cannot be used, `busy` when the port is taken. */
export async function startGateway(setup: Setup, options: StartOptions): Promise<Started> {
  const { config, reread } = setup;
  collectLess();
  const app = startApp({ config, reread, say: options.say, watch: true });
  try {
    const gateway = announcing(app, options.reloaded ?? (() => {}));
    const listening = await listenSomewhere(gateway, config, options.mayMove);
    const forget = options.record
      ? await recordRunning(options.cwd, { url: listening.url, adminKey: gateway.adminKey })
      : () => {};
    const end = async (closing: Promise<void>): Promise<void> => {
      await closing;
      stopLearning();
      forget();
      await app.close();
      await setup.close();
    };
    const stopLearning = keepLearning(app);
    const { promise: hurried, resolve: hurry } = Promise.withResolvers<void>();
    /** Nobody waits at the door for what is answered later, and it is paid for all the same. */
    const finish = async (graceMs: number): Promise<void> => {
      const late = setTimeout(hurry, graceMs);
      await Promise.all([listening.close(graceMs), Promise.race([hurried, gateway.deferred?.rest()])]);
      clearTimeout(late);
    };
    let ending: Promise<void> | null = null;
    return {
      url: listening.url,
      gateway,
      moved: config.listen.port !== 0 && listening.port !== config.listen.port,
      close: async (graceMs = gateway.live().config.limits.drainMs) => (ending ??= end(finish(graceMs))),
      cut: async () => {
        listening.cut();
        hurry();
        await (ending ??= end(finish(0)));
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** What models can take changes with every release of their makers. */
const LEARN_EVERY_MS = 6 * 3_600_000;
const LOOK_EVERY_MS = 5_000;

/** Learns what models can take, once somebody asks something: by its start alone, a gateway speaks to nobody. */
function keepLearning({ gateway, learnModels }: App): () => void {
  let learnedMs = Number.NEGATIVE_INFINITY;
  const look = setInterval(() => {
    if (gateway.status().requests.total === 0) return;
    const nowMs = performance.now();
    if (nowMs - learnedMs < LEARN_EVERY_MS) return;
    learnedMs = nowMs;
    void learnModels();
  }, LOOK_EVERY_MS);
  look.unref();
  return () => clearInterval(look);
}

function announcing({ gateway }: App, reloaded: (outcome: Reloaded) => void): Gateway {
  return {
    ...gateway,
    reload: () => {
      const outcome = gateway.reload();
      reloaded(outcome);
      return outcome;
    },
  };
}

async function listenSomewhere(gateway: Gateway, config: Setup['config'], mayMove: boolean): Promise<Listening> {
  const { host, port } = config.listen;
  for (let moved = 0; ; moved += 1) {
    try {
      return await listen(gateway, { ...config, listen: { host, port: port + moved } });
    } catch (error) {
      if (!isTaken(error)) throw error;
      if (moved === 0 && (await isGivenBack({ host, port }))) {
        moved -= 1;
        continue;
      }
      const last = !mayMove || moved === PORTS_MAX || port + moved >= 65_535;
      if (last) throw new Fault('busy', takenSentence(host, port, mayMove ? moved : 0), { cause: error });
    }
  }
}

/** Waits for a port whose gateway is about to end, as at a restart. False: it is somebody else's, and will not be free. */
async function isGivenBack({ host, port }: Config['listen']): Promise<boolean> {
  const url = `http://${renderListen({ host: host === '0.0.0.0' ? '127.0.0.1' : host, port })}`;
  if ((await gatewayAt(url)) !== 'ending') return false;
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  return true;
}

function takenSentence(host: string, port: number, moved: number): string {
  if (moved > 0)
    return `The ports ${port} to ${port + moved} on ${host} are taken. Choose one with --port, or --port 0.`;
  const owner = portOwner(port);
  const by = owner === null ? '' : ` by ${owner}`;
  return `Port ${port} on ${host} is taken${by}. Choose another with --port, or --port 0 for any free one.`;
}
