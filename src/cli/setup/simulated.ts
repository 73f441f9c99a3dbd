import { type Config, DEFAULTS, JOURNAL, LISTEN, MONITOR, NOTICE, TRIES } from '../../config/config.ts';
import type { Sandbox } from '../../drill/sandbox/sandbox.ts';
import { LIMITS, type Rung } from '../../model/route.ts';
import { Secret } from '../../model/secret.ts';
import type { Account } from '../../providers/account.ts';
import { anthropic } from '../../providers/anthropic.ts';
import { openai } from '../../providers/openai.ts';
import type { Provider } from '../../providers/provider.ts';
import { DIRECT } from '../../world/real.ts';

/** The models of the simulated providers that stand in for each other. */
export const CLAUDE = 'claude-sonnet-5-5';
export const GPT = 'gpt-5.6';

/** Two simulated providers as a configuration: each stands in for the other, so that a failover can be seen without a key. */
export function simulatedConfig(sandbox: Sandbox): Config {
  const notice: Rung = { kind: 'notice', text: NOTICE };
  return {
    source: 'sandbox',
    fingerprint: null,
    listen: LISTEN,
    accounts: [accountOf(anthropic, sandbox), accountOf(openai, sandbox)],
    routes: [
      {
        name: 'claude',
        match: ['claude-*'],
        ladder: [rung('anthropic', null), rung('openai', GPT), notice],
        allow: null,
      },
      { name: 'default', match: ['*'], ladder: [rung('openai', null), rung('anthropic', CLAUDE), notice], allow: null },
    ],
    ...DEFAULTS,
    journal: { ...JOURNAL, path: null },
    monitor: { ...MONITOR, pages: 'off' },
    network: DIRECT,
  };
}

function accountOf(provider: Provider, sandbox: Sandbox): Account {
  return {
    id: provider.id,
    provider: {
      ...provider,
      name: `${provider.name} (simulated)`,
      baseUrl: sandbox.baseUrl(provider.id),
      // Its other addresses are real.
      also: {},
      statusPage: null,
      failureDomains: ['this-machine'],
      probeCostUsd: 0,
    },
    keys: { kind: 'own', secrets: [new Secret(`sk-simulated-${provider.id}`)] },
    models: [],
  };
}

function rung(provider: string, model: string | null): Rung {
  return { kind: 'model', provider, model, tries: TRIES, limits: LIMITS };
}
