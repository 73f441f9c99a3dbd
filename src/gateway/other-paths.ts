import type { Client } from '../config/config.ts';
import type { Running, Sink } from '../engine/asked.ts';
import { newId } from '../engine/engine.ts';
import { passOn } from '../engine/pass-on/pass-on.ts';
import { Fault } from '../model/fault.ts';
import type { JsonObject } from '../model/json.ts';
import { matches, type Route } from '../model/route.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import { scan } from '../protocols/scan.ts';
import { credentialOf, keepStrangersOut } from './authorize.ts';
import { mayUse } from './clients.ts';
import type { Live } from './gateway.ts';
import type { Incoming } from './handle.ts';
import { ownAnswer } from './own-answers.ts';
import { decoded, type Place } from './paths.ts';

type Other = Extract<Place, { kind: 'other' }>;

export type OtherOptions = {
  readonly live: Live;
  readonly client: Client | null;
  readonly place: Other;
  readonly incoming: Incoming;
};

/**
 * A request for a part of a provider's API beside the questions: passed on to the first provider of its route. What can be
 * said without a provider is said here when that one does not answer, or when there is none. Throws a Fault.
 */
export function answerOther(options: OtherOptions, sink: Sink): Running {
  const { live, client, place, incoming } = options;
  const instead = place.own === null ? null : (): JsonObject => ownAnswer(live, client, place, incoming);
  keepToItsOwn(options);
  // Ollama lets everybody who reaches it delete its models and fetch others.
  if (place.protocol === 'ollama' && place.own === null) keepStrangersOut(incoming);
  const route = routeFor(options);
  if (route === null && instead === null) throw new Fault('no-such-path', 'No provider of this gateway has this');
  return passOn(
    {
      ...incoming,
      id: newId(live.engine.world),
      protocol: PROTOCOLS[place.protocol],
      path: place.path,
      route,
      client: client?.id ?? '',
      credential: credentialOf(incoming.headers, live),
      instead,
    },
    sink,
    live.engine,
  );
}

/** Clients share our keys at a provider, and there whoever has the key may read every answer by its id. Here they may not. */
function keepToItsOwn({ live, client, place }: OtherOptions): void {
  const [, id] = /^\/responses\/([^/]+)/.exec(place.path) ?? [];
  const kept = id === undefined ? null : live.engine.replies.find(decoded(id));
  if (kept !== null && kept.client !== (client?.id ?? ''))
    throw new Fault('no-such-path', 'There is no answer of this id');
}

/**
 * Whoever may not use every route is led by the models that are asked for, and what asks for models that cannot be seen from here is
 * refused: batches, whose questions have one each, and forms. Throws `bad-request`.
 */
function keepToRoutes({ path }: Other, { method, headers }: Incoming): void {
  if (method !== 'POST') return;
  const isBatch = /^\/(?:messages\/)?batches$|:(?:async)?batch/i.test(path);
  const isForm =
    /^\/(?:audio|images)\//.test(path) && !/^application\/json\b/i.test(headers['content-type'] ?? 'application/json');
  if (isBatch || isForm)
    throw new Fault(
      'bad-request',
      'This key is for some routes only, and which models are asked for here cannot be seen',
    );
}

/** Requests without a model go to the first route that begins with a provider of the caller's protocol. */
function routeFor({ live, client, place, incoming }: OtherOptions): Route | null {
  const { body } = incoming;
  const { access } = live.engine.setup;
  const model = place.model ?? (body.length === 0 ? '' : (scan(body)?.model ?? ''));
  const mine = live.config.routes.filter(({ name }) => mayUse(client, name));
  if (mine.length < live.config.routes.length) keepToRoutes(place, incoming);
  if (model !== '') return mine.find(({ match }) => matches(match, model)) ?? null;
  const fits = ({ ladder: [first] }: Route): boolean =>
    first?.kind === 'model' && access.get(first.provider)?.account.provider.protocol === place.protocol;
  return mine.find(fits) ?? null;
}
