import type { Client } from '../config/config.ts';
import { Fault } from '../model/fault.ts';
import { isObject, type Json, type JsonObject, textAt } from '../model/json.ts';
import { estimateTokens, renderTokenCount } from '../protocols/estimate.ts';
import { PROTOCOLS } from '../protocols/index.ts';
import { LISTINGS } from '../protocols/listing/index.ts';
import {
  type Capability,
  type OllamaModel,
  renderPs,
  renderShow,
  renderTags,
  renderVersion,
} from '../protocols/ollama/listing.ts';
import { decoded, type Place } from './paths.ts';
import type { Live } from './gateway.ts';
import type { Incoming } from './handle.ts';
import { type Offered, offeredModel, offeredModels } from './models.ts';

type Other = Extract<Place, { kind: 'other' }>;

/**
 * What the gateway can say of its models where no provider can: because it does not answer, or because none speaks the
 * caller's dialect. Throws a Fault.
 */
export function ownAnswer(live: Live, client: Client | null, place: Other, { body, query }: Incoming): JsonObject {
  const { protocol, own } = place;
  const listing = LISTINGS[protocol === 'ollama' ? 'openai-chat' : protocol];
  switch (own) {
    case 'models':
      return listing.render(offeredModels(live, client), query);
    case 'model':
      return listing.renderOne(demanded(live, client, decoded(place.path.slice('/models/'.length))));
    case 'count':
      return count(place, read(body));
    case 'version':
      return renderVersion();
    case 'tags':
      return renderTags(offeredModels(live, client).map(forOllama));
    case 'ps':
      return renderPs(offeredModels(live, client).map(forOllama));
    case 'show': {
      const asked = read(body);
      return renderShow(forOllama(demanded(live, client, textAt(asked, 'model') || textAt(asked, 'name'))));
    }
    case null:
      throw new Fault('no-such-path', 'No provider of this gateway has this');
  }
}

/** How long a prompt is, by estimate: clients use it to know when a conversation will no longer fit. */
function count({ protocol }: Other, body: JsonObject): JsonObject {
  const inner = body['generateContentRequest'];
  const asked = isObject(inner) ? inner : body;
  // Here alone, Anthropic asks for no limit of the answer.
  const { conversation } = PROTOCOLS[protocol].parseRequest({
    ...(protocol === 'anthropic' && { max_tokens: 1 }),
    ...asked,
  });
  const counted = renderTokenCount(protocol, estimateTokens(conversation));
  if (counted === null) throw new Fault('no-such-path', 'Nothing is counted here');
  return counted;
}

function demanded(live: Live, client: Client | null, name: string): Offered {
  // Ollama's clients add the tag that every model has when none is named.
  const found = offeredModel(live, client, name) ?? offeredModel(live, client, name.replace(/:latest$/, ''));
  if (found === null) throw new Fault('no-such-model', `No route here serves the model ${name.slice(0, 100)}`);
  return found;
}

function forOllama({ name, contextTokens, tools, images, facts }: Offered): OllamaModel {
  const capabilities: readonly Capability[] = [
    'completion',
    // A model of which nothing is known may be able to.
    ...(tools === false ? [] : (['tools'] as const)),
    ...(images === true ? (['vision'] as const) : []),
    ...((facts.thinking?.length ?? 0) > 0 ? (['thinking'] as const) : []),
  ];
  return { name, contextTokens, capabilities };
}

function read(body: Uint8Array): JsonObject {
  let json: Json;
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new Fault('bad-request', 'The body is not JSON');
  }
  if (!isObject(json)) throw new Fault('bad-request', 'The body is not a JSON object');
  return json;
}
