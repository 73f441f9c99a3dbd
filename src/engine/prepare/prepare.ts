import type { Conversation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import type { Loss } from '../../model/loss.ts';
import { type ModelRung, targetKey } from '../../model/route.ts';
import { lossInWords } from '../../protocols/loss-words.ts';
import { looseLines } from '../../protocols/m365-copilot/loose-lines.ts';
import type { Keeping, Parsed, ProviderProtocol, Resumed } from '../../protocols/protocol.ts';
import { awsEventStream } from '../../providers/clouds/event-stream.ts';
import { areAlike } from '../../providers/alike.ts';
import { nameThere, type Provider } from '../../providers/provider.ts';
import type { WireRequest } from '../../world/world.ts';
import type { Asked } from '../asked.ts';
import type { Access, Engine } from '../engine.ts';
import { mayBeStored } from '../memory/keep-reply.ts';
import { goingOn, mayGoOn } from '../memory/replies.ts';
import { whoseOf } from '../memory/thoughts.ts';
import { readerFor } from '../readers/answer-reader.ts';
import { asStream } from '../readers/gathered.ts';
import type { Reader } from '../readers/reader.ts';
import { askedToGoOn, type Going, type Manner } from '../splice/ask-to-continue.ts';
import type { Pass } from '../vault.ts';
import { adaptedBody, type Body, keptBody, objectOf, ownBody, printed, translatedBody } from './body.ts';
import { checkFits } from './fits.ts';
import { dialectHeaders, headersFor } from './headers.ts';

/** A request made ready for one target. */
export type Prepared = {
  readonly wire: WireRequest;
  readonly provider: ProviderProtocol;
  readonly reader: Reader;
  readonly losses: readonly Loss[];
  /** Takes the envelope off a stream; null where there is none. */
  readonly unwrap: Unwrap | null;
  /** The caller's own body was sent, in its own dialect. */
  readonly own: boolean;
  /** The request was not sent as the caller wrote it, so what is wrong with it may be our mistake. */
  readonly translated: boolean;
  /** Was it asked for a stream? */
  readonly streamed: boolean;
  /** How its answer is taken up again where its line broke; null where the provider is not asked to keep it. */
  readonly keeping: Keeping | null;
};

/** Bytes of an answer as they came, null at the end, and what the dialect has in their place. Throws `garbled`. */
export type Unwrap = (chunk: Uint8Array | null) => Uint8Array;

export type PrepareOptions = {
  readonly rung: ModelRung;
  /** The model, as the caller would name it. */
  readonly model: string;
  /** Is this the rung that the caller asked for? A standby gets the request as it can read it. */
  readonly first: boolean;
  readonly access: Access;
  /** The provider that the request was meant for: the first rung's. */
  readonly vendor: string;
  readonly pass: Pass;
  /** The target has refused thoughts of earlier turns. */
  readonly forget: boolean;
  /** Set when an earlier attempt has already shown thinking. */
  readonly after: Resumed | null;
  /** Set when it has shown words, too, and broke off. */
  readonly going?: Going | null;
};

/**
 * Same protocol: the caller's bytes, with only the model name changed where the rung names another; for a standby, with what
 * it refuses taken out. Other protocol: body → Conversation → body. Throws a Fault: `unsayable` when something would be lost that
 * must not be, `bad-request` when the body cannot be read.
 */
export function prepare(asked: Asked, conversation: () => Parsed, engine: Engine, options: PrepareOptions): Prepared {
  const { rung, model, first, access } = options;
  const { protocol: provider } = access;
  const { provider: row } = access.account;
  const before = saidTo(asked, conversation, engine, options);
  const manner = mannerFor(engine, options);
  if (options.going && before === null) throw new Fault('unsayable', `${row.name} alone knows what was said before`);
  const said = options.going && before !== null ? askedToGoOn(before, options.going, manner) : before;
  const same = said === null;
  // The first rung gets what the caller sent it, and says itself what it cannot do.
  if (!same || !first)
    checkFits(
      said ?? conversation().conversation,
      engine.models.factsOf(access.account, model),
      `${model} at ${row.name}`,
    );

  const gathers = rung.gather === true && !asked.scan.stream && (!same || isReadable(conversation().conversation));
  const asking = gathers
    ? asStream(asked, same ? access.dialect : null, engine.models.rulesOf(access.account, model).quirks)
    : asked;
  const keeping = rung.resume === true && mayBeStored(asking) ? (provider.keeping ?? null) : null;
  const content = keptBody(bodyFor(asking, said, engine, options), keeping);
  const sent = wireFor(asking, content, engine, options, same);
  const { losses } = sent;
  const blocking = losses.find(({ weight }) => weight === 'blocking');
  if (blocking !== undefined) {
    throw new Fault('unsayable', `${row.name} cannot be asked for this: ${lossInWords(blocking.what)}`);
  }
  const stops = losses.some(({ what }) => what === 'stop') ? stopsHere(conversation().conversation, same) : [];
  // A standby of the caller's own dialect is held to the caller's schema, too.
  const held = same && !first && isHeldToForm(conversation().conversation);
  return {
    wire: sent.wire,
    provider,
    unwrap: asking.scan.stream && row.envelope !== undefined ? ENVELOPES[row.envelope]() : null,
    reader: readerFor(asked, conversation, engine, options, {
      same: same && content.reshaped !== true && stops.length === 0 && !held && !gathers,
      streamed: asking.scan.stream,
      stops,
      whole: said,
      manner,
    }),
    // What the provider cannot do, the reader does.
    losses: stops.length === 0 ? losses : losses.filter(({ what }) => what !== 'stop'),
    own: same,
    translated: !same || !first || keeping !== null || gathers,
    streamed: asking.scan.stream,
    keeping,
  };
}

/**
 * The stop texts that the reader keeps to, where the target does not. An answer in the caller's own dialect is read for it only when
 * the caller asked for nothing that would be lost by that: several answers, say, or how likely each word was.
 */
function stopsHere(said: Conversation, same: boolean): readonly string[] {
  return same && !isReadable(said) ? [] : (said.settings.stop ?? []);
}

function isHeldToForm(said: Conversation): boolean {
  return said.output.kind !== 'text' && isReadable(said);
}

function isReadable({ unsaid }: Conversation): boolean {
  return unsaid.every(({ weight }) => weight === 'cosmetic');
}

const ENVELOPES: Readonly<Record<NonNullable<Provider['envelope']>, () => Unwrap>> = {
  'aws-event-stream': awsEventStream,
  'loose-lines': looseLines,
};

type Sent = { readonly wire: WireRequest; readonly losses: readonly Loss[] };

/** The request as it goes over the wire: with the model's name at this provider, and in the shape that it wants it in. */
function wireFor(
  asked: Asked,
  { content, losses }: Body,
  { setup }: Engine,
  { access, pass, model, first }: PrepareOptions,
  same: boolean,
): Sent {
  const { provider } = access.account;
  const { stream } = asked.scan;
  const { shape, settings = {} } = provider;
  const named = nameThere(provider, model);
  const own = { access, pass, same, instance: setup.instance };
  const { origin } = access;
  if (shape === undefined) {
    const path = withQuery(access.base + access.protocol.askPath(named, stream), same ? asked.query : '');
    return { wire: { method: 'POST', origin, path, headers: headersFor(asked, own), body: printed(content) }, losses };
  }
  const body = content instanceof Uint8Array ? objectOf(content) : content;
  const headers = dialectHeaders(asked, own);
  const shaped = shape({ model: named, stream, body, headers, foreign: !first, settings });
  return {
    wire: {
      method: 'POST',
      origin,
      path: access.base + shaped.path,
      headers: headersFor(asked, { ...own, dialect: shaped.headers }),
      body: printed(shaped.body),
    },
    losses: [...losses, ...shaped.losses],
  };
}

/** What has to be said in the target's dialect; null when the caller's own body will do. */
function saidTo(
  asked: Asked,
  conversation: () => Parsed,
  { thoughts, replies }: Engine,
  options: PrepareOptions,
): Conversation | null {
  const { access, rung, model, forget, going = null } = options;
  // What has to be said more than the caller did is said in our words.
  const same = asked.caller.id === access.dialect?.id && going === null;
  if (same && !mayGoOn(asked)) return null;
  const parsed = conversation();
  if (same && parsed.previous === undefined) return null;
  const whole = goingOn(parsed, replies, { ...options, client: asked.client, same });
  if (whole === null) return null;
  return thoughts.opened(whole.conversation, {
    maker: forget ? '' : targetKey({ provider: rung.provider, model }),
    whose: whoseOf(asked.client, whole.conversation),
  });
}

/** Words can be put into the mouth of few models. */
function mannerFor({ models }: Engine, { access, going, model }: PrepareOptions): Manner {
  const isTaken = going && access.protocol.id === 'anthropic' && models.factsOf(access.account, model).prefill === true;
  return isTaken ? 'prefill' : 'echo';
}

function bodyFor(asked: Asked, said: Conversation | null, { models }: Engine, options: PrepareOptions): Body {
  const { access, model, first, vendor, forget } = options;
  const { protocol, dialect, account } = access;
  const named = nameThere(account.provider, model);
  const own = said === null ? dialect : null;
  if (own !== null && first) return ownBody(asked, own, { model: named, forget });
  const rules = { stream: asked.scan.stream, ...models.rulesOf(account, model), model: named };
  const { id, serves = [] } = account.provider;
  if (own !== null)
    return adaptedBody(asked, own, {
      ...rules,
      forget,
      foreign: id !== vendor,
      kin: serves.includes(vendor),
      alike: areAlike(account.provider, vendor),
    });
  if (said === null) throw new Fault('bug', 'A body was to be passed on to who cannot read it');
  // A Conversation is in nobody's dialect: who it names is named to whoever answers.
  const strange = asked.caller.id !== protocol.id && asked.caller.id !== 'conversation';
  return translatedBody(said, protocol, { ...rules, first, strange });
}

/** A path that may have a query, with the caller's query. */
function withQuery(path: string, query: string): string {
  if (query === '') return path;
  const [, own] = path.split('?');
  if (own === undefined) return path + query;
  const parameters = new URLSearchParams(query);
  // What the path itself says counts.
  for (const name of new URLSearchParams(own).keys()) parameters.delete(name);
  const more = parameters.toString();
  return more === '' ? path : `${path}&${more}`;
}
