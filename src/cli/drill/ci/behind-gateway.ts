import type { Config } from '../../../config/config.ts';
import { ASKED } from '../../../drill/presets.ts';
import type { DialectId, Sandbox } from '../../../drill/sandbox/sandbox.ts';
import { Fault } from '../../../model/fault.ts';
import type { RequestEntry } from '../../../model/journal.ts';
import { Secret } from '../../../model/secret.ts';
import type { Account } from '../../../providers/account.ts';
import { openai } from '../../../providers/openai.ts';
import { openQuietly, type Quiet } from '../../serving/quiet.ts';
import { cast, namesIn, type Scene, seenAt } from './scene.ts';
import { NO_KEY } from './variables.ts';

/** Requests of one run that are looked at. */
const ENTRIES_MAX = 1_000;

/**
 * A gateway with this configuration before simulated providers: what is tried is the project with the ladders of its gateway. Every run has
 * one of its own, which remembers no outage before.
 */
export function behindGateway(config: Config, sandbox: Sandbox): Scene {
  const simulated: Config = { ...config, accounts: config.accounts.map((account) => simulatedAt(sandbox, account)) };
  const places = [...new Set(config.accounts.map(placeOf))];
  let quiet: Quiet | null = null;
  return {
    places,
    begin: async (planned) => {
      cast(sandbox, planned);
      const { url } = (quiet = await openQuietly(simulated, 'drill'));
      return () => url;
    },
    reached: async () => {
      if (quiet === null) throw new Fault('bug', 'Nobody has begun');
      const entries = await quiet.gateway.requests({ limit: ENTRIES_MAX });
      const met = entries.filter(hasMet);
      return {
        requests: entries.length,
        asked: [...new Set(seenAt(sandbox, places).map(({ place }) => place))],
        models: namesIn(entries.map(({ model }) => model)),
        struck: met.length,
        workflows: namesIn(met.map(({ workflow }) => workflow)),
      };
    },
    end: async () => {
      await quiet?.close();
      quiet = null;
    },
  };
}

/** Did it ask somebody who failed, or was it led past them? */
function hasMet({ mode, attempts }: RequestEntry): boolean {
  return mode !== 'primary' || attempts.some(({ fault }) => fault !== null);
}

/** Outages know the usual makers by their own names; others go by that of their account. */
function placeOf({ id, provider }: Account): string {
  return ASKED.some((one) => one === provider.id) ? provider.id : id;
}

/** The same account at a simulated provider, in its own dialect. Clouds, which have it in a shape of their own, speak that of OpenAI there. */
function simulatedAt(sandbox: Sandbox, account: Account): Account {
  const { provider } = account;
  const dialect = DIALECTS.find((one) => one === provider.protocol && provider.shape === undefined);
  const place = placeOf(account);
  const row = dialect === undefined ? { ...openai, id: provider.id, name: provider.name } : provider;
  return {
    ...account,
    keys: { kind: 'own', secrets: [new Secret(NO_KEY)] },
    provider: {
      ...row,
      baseUrl: sandbox.baseUrl(place, dialect),
      also: {},
      failureDomains: provider.failureDomains,
    },
  };
}

const DIALECTS: readonly DialectId[] = ['anthropic', 'openai-chat', 'openai-responses', 'gemini', 'ollama'];
