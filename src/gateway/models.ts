import type { Client } from '../config/config.ts';
import type { Engine } from '../engine/engine.ts';
import { matches, type ModelRung, type Route } from '../model/route.ts';
import type { ListedModel } from '../protocols/listing/listing.ts';
import { FAMILIES, type ModelFacts } from '../providers/models.ts';
import type { Provider } from '../providers/provider.ts';
import { mayUse } from './clients.ts';
import type { Live } from './gateway.ts';

/** A model that callers may name, with what is known of the one that answers first. */
export type Offered = ListedModel & { readonly facts: ModelFacts };

/**
 * The models that this client may name, each once: those that routes name, and for routes with patterns those that the
 * configuration knows, or earlier requests that were answered, unless several tenants share the gateway. What a provider has besides, only its own list tells.
 */
export function offeredModels(live: Live, client: Client | null): readonly Offered[] {
  const offered = new Map<string, Offered>();
  for (const route of live.config.routes.filter(({ name }) => mayUse(client, name))) {
    for (const name of namesOf(live, route)) {
      const found = offered.has(name) ? null : offeredBy(live, route, name);
      if (found !== null) offered.set(name, found);
    }
  }
  return [...offered.values()];
}

/** One model by name; null when no route of this client serves it. */
export function offeredModel(live: Live, client: Client | null, name: string): Offered | null {
  const route = live.config.routes.find((one) => matches(one.match, name) && mayUse(client, one.name));
  return route === undefined ? null : offeredBy(live, route, name);
}

function namesOf({ config, engine }: Live, route: Route): readonly string[] {
  // Names may say much about whoever asks by them.
  const isShared = new Set(config.clients.map(({ tenant }) => tenant)).size > 1;
  const exact = route.match.filter((pattern) => !pattern.includes('*'));
  const known = modelRungs(route).flatMap(({ provider, model }) => {
    const account = config.accounts.find(({ id }) => id === provider);
    const asked = isShared ? [] : engine.book.known(`${provider}/`).filter((target) => hasAnswered(engine, target));
    const standby = account?.provider.standbyModel ?? null;
    const listed = engine.models.listedBy(provider);
    return [
      model,
      ...(account?.models ?? []),
      standby,
      ...listed,
      ...asked.map((target) => target.slice(provider.length + 1)),
    ].filter((name) => name !== null);
  });
  return [...exact, ...known.filter((name) => matches(route.match, name))];
}

function hasAnswered({ book }: Engine, target: string): boolean {
  return book.of(target).answeredMs !== null;
}

function offeredBy({ engine }: Live, route: Route, name: string): Offered | null {
  const [rung] = modelRungs(route);
  const account = rung === undefined ? undefined : engine.setup.access.get(rung.provider)?.account;
  if (rung === undefined || account === undefined) return null;
  const { provider } = account;
  const facts = engine.models.factsOf(account, rung.model ?? name);
  return {
    name,
    maker: makerOf(provider, rung.model ?? name),
    contextTokens: facts.maxInputTokens ?? facts.contextTokens,
    outputTokens: facts.maxOutputTokens,
    images: facts.media.image,
    pdf: facts.media.pdf,
    tools: facts.tools,
    createdOn: null,
    ...(facts.schema !== null && { schemas: facts.schema }),
    facts,
  };
}

function makerOf(provider: Provider, model: string): string {
  const [family] = Object.entries(FAMILIES).find(([, names]) => matches(names, model)) ?? [];
  return family ?? provider.id;
}

function modelRungs({ ladder }: Route): readonly ModelRung[] {
  return ladder.filter((rung): rung is ModelRung => rung.kind === 'model');
}
