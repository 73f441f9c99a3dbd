import type { Editions } from '../../engine/below/edition-rung.ts';
import { accessTo, type Setup } from '../../engine/engine.ts';
import { LIMITS, type Route, type Rung } from '../../model/route.ts';
import { Secret } from '../../model/secret.ts';
import type { Provider } from '../../providers/provider.ts';
import { keyOf } from './internet/provider.ts';
import type { ProviderPlan, RoutePlan, Scenario } from './scenario/scenario.ts';

const INSTANCE = 'simulated';

/** The providers of a scenario as the engine knows them. `config`: which of the configurations that follow one another. */
export function setupOf(scenario: Scenario, config: number): Setup {
  const { providers, rounds } = scenario;
  const accounts = providers.map((plan) => ({
    id: plan.id,
    provider: providerOf(plan, config),
    keys: {
      kind: 'own' as const,
      secrets: Array.from({ length: plan.keys }, (_, key) => new Secret(keyOf(plan.id, key, config))),
    },
    models: [],
    ...(plan.places !== null && { concurrency: plan.places }),
  }));
  return {
    access: new Map(accounts.map((account) => [account.id, accessTo(account)])),
    answerBytes: 4 * 1024 * 1024,
    bodies: false,
    sealKey: Buffer.from('a key for seals'),
    instance: INSTANCE,
    ...(rounds !== null && { rounds: { ...rounds, routes: routesOf(scenario) } }),
  };
}

const BASES = { anthropic: '/v1', 'openai-chat': '/v1', 'openai-responses': '/v1', gemini: '/v1beta', ollama: '' };
const AUTH = {
  anthropic: { header: 'x-api-key', prefix: '', env: [] },
  'openai-chat': { header: 'authorization', prefix: 'Bearer ', env: [] },
  'openai-responses': { header: 'authorization', prefix: 'Bearer ', env: [] },
  gemini: { header: 'x-goog-api-key', prefix: '', env: [] },
  ollama: { header: 'authorization', prefix: 'Bearer ', env: [] },
};

function providerOf({ id, dialect, domain }: ProviderPlan, config: number): Provider {
  return {
    id,
    name: id,
    protocol: dialect,
    baseUrl: `https://c${config}.${id}.test${BASES[dialect]}`,
    auth: AUTH[dialect],
    statusPage: null,
    failureDomains: [id, domain],
    local: false,
    quirks: {},
    standbyModel: null,
    probeCostUsd: null,
  };
}

/** Its routes as the engine knows them. */
export function routesOf({ routes }: Scenario): readonly Route[] {
  return routes.map((plan) => ({
    name: plan.name,
    match: ['*'],
    ladder: ladderOf(plan),
    allow: plan.allow,
    ...(plan.deadlineMs !== null && { deadlineMs: plan.deadlineMs }),
    ...(plan.keeps !== null && { cache: plan.keeps.cache }),
  }));
}

function ladderOf({ name, ladder, keeps, edition, notice }: RoutePlan): readonly Rung[] {
  const models = ladder.map(({ continues, resumes, ...rung }): Rung => ({
    kind: 'model',
    ...rung,
    continue: continues,
    resume: resumes,
    limits: LIMITS,
  }));
  const below = keeps?.below ?? null;
  const kept: readonly Rung[] =
    keeps === null || below === null
      ? models
      : [...models.slice(0, below), { kind: 'cache', maxAgeMs: keeps.maxAgeMs }, ...models.slice(below)];
  const published: readonly Rung[] = edition === null ? kept : [...kept, { kind: 'edition', slot: name }];
  return notice === null ? published : [...published, { kind: 'notice', text: notice }];
}

/** What is published for its routes, by their names. */
export function editionsOf({ routes }: Scenario): Editions {
  return {
    shown: (slot) => {
      const text = routes.find(({ name }) => name === slot)?.edition ?? '';
      return text === '' ? null : { kind: 'fallback', format: 'text', text };
    },
  };
}

/** What a rung asks that names no model. */
export const SOME_MODEL = 'some-model';

/** The targets of a route that may answer, best first. */
export function targetsOf({ ladder, allow }: RoutePlan): readonly string[] {
  return ladder
    .filter(({ provider }) => allow === null || allow.includes(provider))
    .map(({ provider, model }) => `${provider}/${model ?? SOME_MODEL}`);
}
