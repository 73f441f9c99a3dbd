import { type App, startApp } from '../../app.ts';
import type { Config } from '../../config/config.ts';
import { listen, type Listening } from '../../gateway/serve.ts';

/** A gateway that nobody but this command uses. */
export type Quiet = Pick<App, 'gateway'> & Pick<Listening, 'url'> & { readonly close: () => Promise<void> };

/** A gateway of its own, at a free port of this machine, that asks for no key, watches nobody and writes nothing down. */
export async function openQuietly(config: Config, source: string): Promise<Quiet> {
  const quiet: Config = {
    ...config,
    source,
    listen: { host: '127.0.0.1', port: 0 },
    tls: null,
    clients: [],
    journal: { ...config.journal, path: null },
    store: { ...config.store, url: null },
  };
  const app: App = startApp({ config: quiet, reread: null, say: () => {} });
  try {
    const listening = await listen(app.gateway, quiet);
    return {
      gateway: app.gateway,
      url: listening.url,
      close: async () => {
        await listening.close(0);
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}
