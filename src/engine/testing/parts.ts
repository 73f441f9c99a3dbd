import { Secret } from '../../model/secret.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { scan } from '../../protocols/scan.ts';
import type { Account } from '../../providers/account.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Asked } from '../asked.ts';
import { accessTo, type Setup } from '../engine.ts';

/** What is not usual of an account. */
export type AccountChange = Partial<Omit<Account, 'id' | 'provider'>> & { readonly provider?: Partial<Provider> };

/** An account at a provider of its own, which speaks the dialect of OpenAI and fails with nobody else. */
export function accountOf(id: string, { provider, ...account }: AccountChange = {}): Account {
  return {
    id,
    keys: { kind: 'own', secrets: [new Secret(`a-key-of-${id}`)] },
    models: [],
    provider: {
      id,
      name: id,
      protocol: 'openai-chat',
      baseUrl: `https://${id}.example/v1`,
      auth: null,
      statusPage: null,
      failureDomains: [id],
      local: false,
      quirks: {},
      standbyModel: null,
      probeCostUsd: null,
      ...provider,
    },
    ...account,
  };
}

/** An engine's setup with these accounts. */
export function setupOf(accounts: readonly Account[], change: Partial<Setup> = {}): Setup {
  return {
    access: new Map(accounts.map((account) => [account.id, accessTo(account)])),
    answerBytes: 1e6,
    bodies: false,
    sealKey: Buffer.from('test'),
    instance: 'test',
    ...change,
  };
}

/** A caller's request with this body, as the gateway hands it to the engine. */
export function askedOf(body: Uint8Array | string, change: Partial<Asked> = {}): Asked {
  const bytes = Buffer.from(body);
  const found = change.scan ?? scan(bytes);
  if (found === null) throw new Error('The body is not a JSON object');
  return {
    id: 'req_1',
    caller: PROTOCOLS['openai-chat'],
    embedding: null,
    body: bytes,
    scan: found,
    headers: {},
    query: '',
    credential: null,
    route: { name: 'r', match: ['*'], ladder: [], allow: null },
    standby: true,
    client: '',
    workflow: '',
    ...change,
  };
}

/** A route down these rungs for every model. */
export function routeOf(ladder: Asked['route']['ladder']): Asked['route'] {
  return { name: 'r', match: ['*'], ladder, allow: null };
}
