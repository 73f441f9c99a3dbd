import type { Client } from '../config/config.ts';
import { retryHeaders } from '../engine/answer.ts';
import { OVER, type Asked, type Running, type Sink } from '../engine/asked.ts';
import { complete } from '../engine/complete.ts';
import { embeddingIn } from '../engine/prepare/embed.ts';
import { newId } from '../engine/engine.ts';
import { Fault } from '../model/fault.ts';
import type { JsonObject } from '../model/json.ts';
import { matches, type Route } from '../model/route.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import type { CallerProtocol } from '../protocols/protocol.ts';
import { type Scan, scan } from '../protocols/scan.ts';
import type { WireHeaders } from '../world/world.ts';
import { answerJob, answerLater, answerList } from './deferred/answer.ts';
import { callerOf, isList, spokenIn } from './deferred/place.ts';
import { mayUse, namedBy } from './clients.ts';
import { loadedAnswer } from './loading.ts';
import { answerOther } from './other-paths.ts';
import { clientOf, credentialOf, keepFramesOut, keepPagesOut, requireJson } from './authorize.ts';
import type { Gateway, Live } from './gateway.ts';
import { answerOwn, isForPeople } from './own.ts';
import { leadsOut, type Place, placeOf, spokenNear } from './paths.ts';
import { callerTimeoutMs } from './caller-timeout.ts';
import { answerAsked, answerStream } from './resume.ts';

/** A request as it came in, body and all. */
export type Incoming = {
  readonly method: string;
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query: string;
  readonly headers: WireHeaders;
  readonly body: Uint8Array;
  /** Does the connection come from this machine itself? */
  readonly fromHere: boolean;
};

/** Names of models and workflows, characters: they are kept, and shown in headers. */
const NAME_LENGTH_MAX = 200;

/** What is known of a request before its body is read. */
export type Admitted = {
  readonly live: Live;
  readonly place: Place;
  readonly client: Client | null;
  /** When its head had come, monotonic ms. */
  readonly atMs: number;
};

/** What can be refused before the body is read: wrong door, wrong caller, wrong path. Throws a Fault. */
export function admit(live: Live, { method, path, query, headers }: Omit<Incoming, 'body'>): Admitted {
  const keepOut = isForPeople(path) && method === 'GET' ? keepFramesOut : keepPagesOut;
  keepOut(headers, live.config);
  if (headers['via']?.includes(live.engine.setup.instance) === true) {
    throw new Fault('loop', 'This request was sent by this gateway itself: an address of a provider leads back to it');
  }
  const place = placeOf(path, query, headers);
  const atMs = live.engine.world.nowMs();
  if (place.kind === 'nothing') throw new Fault('no-such-path', `There is nothing at ${path.slice(0, 200)}`);
  if (place.kind === 'own') return { live, place, client: null, atMs };
  if (place.kind === 'ask' || place.kind === 'embed' || (place.kind === 'deferred' && !isList(place, method))) {
    if (method !== 'POST') throw new Fault('no-such-path', `${method} ${path.slice(0, 200)} is not possible; POST is`);
    requireJson(headers);
  }
  return { live, place, client: clientOf(headers, live), atMs };
}

/** One request, from the door to the engine. The caller is told of every fault in its own protocol. */
export function handle(gateway: Gateway, admitted: Admitted, incoming: Incoming, sink: Sink): Running {
  const { live, place, client } = admitted;
  try {
    switch (place.kind) {
      case 'ask': {
        const loaded = loadedAnswer(place.caller, incoming.body);
        if (loaded !== null) return sayJson(sink, loaded);
        return answerAsked(gateway, live, toAsked(admitted, incoming, { ...place, embedding: null }), sink);
      }
      case 'deferred': {
        if (isList(place, incoming.method)) return answerList(gateway, client?.tenant ?? '', incoming, sink);
        const caller = callerOf(place, incoming);
        return answerLater(gateway, live, toAsked(admitted, incoming, { ...place, caller, embedding: null }), sink);
      }
      case 'job':
        return answerJob(gateway, { ...place, tenant: client?.tenant ?? '' }, incoming, sink);
      case 'embed': {
        const embedding = embeddingIn(incoming, place.dialect);
        const caller = PROTOCOLS[place.dialect.family];
        const asking = { caller, model: place.model, stream: false, embedding };
        return complete(toAsked(admitted, incoming, asking), sink, live.engine);
      }
      case 'other':
        return answerOther({ live, client, place, incoming }, sink);
      case 'stream':
        return answerStream(gateway, { id: place.id, client: client?.id ?? '' }, incoming, sink);
      case 'own':
        return answerOwn(gateway, { ...incoming, path: place.path }, sink);
      case 'nothing':
        throw new Fault('no-such-path', 'There is nothing here');
    }
  } catch (error) {
    refuse(live, incoming, Fault.from(error), sink);
    return OVER;
  }
}

function sayJson(sink: Sink, value: JsonObject): Running {
  const body = Buffer.from(JSON.stringify(value));
  sink.head(200, { 'content-type': 'application/json', 'content-length': String(body.length) });
  sink.end(body);
  return OVER;
}

/** The answer to a request that nobody upstream will hear of. */
export function refuse(
  live: Live,
  asked: Pick<Incoming, 'path' | 'query' | 'headers'>,
  fault: Fault,
  sink: Sink,
): void {
  const protocol = spokenAt(asked);
  const id = newId(live.engine.world);
  const body = Buffer.from(JSON.stringify(protocol.renderError(fault, id)));
  sink.head(protocol.statusOf(fault), {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'x-failsoft-request': id,
    ...(fault.kind === 'loop' && { 'proxy-status': 'failsoft; error=proxy_loop_detected' }),
    ...retryHeaders(fault),
  });
  sink.end(body);
}

type Speaker = Pick<CallerProtocol, 'renderError' | 'statusOf'>;

function spokenAt({ path, query, headers }: Pick<Incoming, 'path' | 'query' | 'headers'>): Speaker {
  const place = placeOf(path, query, headers);
  switch (place.kind) {
    case 'ask':
      return place.caller;
    case 'deferred':
      return place.caller ?? spokenIn(headers, undefined) ?? PROTOCOLS[spokenNear(path, query, headers)];
    case 'embed':
      return PROTOCOLS[place.dialect.family];
    case 'other':
      return PROTOCOLS[place.protocol];
    case 'job':
    case 'stream':
    case 'own':
    case 'nothing':
      return PROTOCOLS[spokenNear(path, query, headers)];
  }
}

type Asking = Pick<Asked, 'caller' | 'embedding'> & { readonly model: string | null; readonly stream: boolean | null };

function toAsked({ live, client, atMs }: Admitted, incoming: Incoming, asking: Asking): Asked {
  const { headers, body, query } = incoming;
  const { caller, embedding } = asking;
  const said = scan(body, asking.stream ?? caller.streamsUnlessTold);
  if (said === null) throw new Fault('bad-request', 'The body is not a JSON object');
  const found = asking.stream === null ? said : toldByPath(asking, said);
  if (found.model === '') throw new Fault('bad-request', 'The body names no model');
  if (leadsOut(found.model) || !found.model.isWellFormed())
    throw new Fault('bad-request', 'The name of the model cannot be part of an address');
  if (found.model.length > NAME_LENGTH_MAX) throw new Fault('bad-request', 'The name of the model is too long');
  const timeoutMs = callerTimeoutMs(headers, found.stream);
  const workflow = (headers['x-failsoft-workflow'] ?? '').slice(0, NAME_LENGTH_MAX);
  return {
    id: newId(live.engine.world),
    caller,
    embedding,
    body,
    scan: found,
    headers,
    query,
    credential: credentialOf(headers, live),
    // A model that makes vectors cannot be chosen by the work that they are for.
    route: routeFor(live, client, { model: found.model, workflow: embedding === null ? workflow : '' }),
    standby: headers['x-failsoft-standby'] !== 'off',
    client: client?.id ?? '',
    ...(client !== null && { tenant: client.tenant }),
    workflow,
    ...(timeoutMs !== null && { untilMs: atMs + timeoutMs }),
  };
}

/** What the path says counts; the body may say it, too. */
function toldByPath({ model, stream }: Asking, said: Scan): Scan {
  return { model: model ?? said.model, stream: stream === true, modelAt: model === null ? said.modelAt : null };
}

/** What a request says of who is to serve it. `workflow`: empty where it names none. */
export type Naming = { readonly model: string; readonly workflow: string };

/**
 * The route that has the workflow or its name, else the first that fits the model; of those that the client may use. Throws
 * `no-such-route`.
 */
export function routeFor(live: Live, client: Client | null, { model, workflow }: Naming): Route {
  const { routes } = live.config;
  const mine = client === null ? routes : routes.filter(({ name }) => mayUse(client, name));
  const route = namedBy(mine, workflow) ?? mine.find(({ match }) => matches(match, model));
  if (route === undefined) throw new Fault('no-such-route', `No route here serves the model ${model.slice(0, 100)}`);
  return route;
}
