import type { Conversation, Tool } from '../model/conversation.ts';
import { Fault } from '../model/fault.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Loss } from '../model/loss.ts';
import type { ModelRung } from '../model/route.ts';
import { MINT_MARK, type Parsed, type Protocol, type Resumed } from '../protocols/protocol.ts';
import { spliceModel } from '../protocols/scan.ts';
import { modelRules } from '../providers/models.ts';
import type { WireRequest } from '../world/world.ts';
import type { Asked } from './asked.ts';
import type { Access } from './engine.ts';
import type { Reader } from './reader.ts';
import { relayStream, relayWhole } from './relay.ts';
import { type ToolNames, translateStream, translateWhole } from './translate.ts';
import type { Pass } from './vault.ts';

/** A request made ready for one target. */
export type Prepared = {
  readonly wire: WireRequest;
  readonly provider: Protocol;
  readonly reader: Reader;
  readonly losses: readonly Loss[];
  /** The request was not sent as the caller wrote it, so what is wrong with it may be our mistake. */
  readonly translated: boolean;
};

export type PrepareOptions = {
  readonly rung: ModelRung;
  /** Is this the rung that the caller asked for? A standby gets the request as it can read it. */
  readonly first: boolean;
  readonly access: Access;
  /** The provider that the request was meant for: the first rung's. */
  readonly vendor: string;
  readonly pass: Pass;
  /** Set when an earlier attempt has already shown thinking. */
  readonly after: Resumed | null;
  readonly answerBytes: number;
  readonly instance: string;
};

/** The caller's body as a Conversation, read at most once however many rungs need it. Throws `bad-request`. */
export function lazyConversation(asked: Asked): () => Parsed {
  let parsed: Parsed | null = null;
  return () => (parsed ??= asked.caller.parseRequest(jsonOf(asked.body)));
}

/**
 * Same protocol: the caller's bytes, with only the model name changed where the rung names another; for a standby, with what
 * it refuses taken out. Other protocol: body → Conversation → body. Throws a Fault: `unsayable` when something would be lost that
 * must not be, `bad-request` when the body cannot be read.
 */
export function prepare(asked: Asked, conversation: () => Parsed, options: PrepareOptions): Prepared {
  const { rung, first, access, after } = options;
  const { protocol: provider } = access;
  const model = rung.model ?? asked.scan.model;
  const same = asked.caller.id === provider.id;

  const { body, losses } = bodyFor(asked, conversation, { ...options, model, same });
  const blocking = losses.find(({ weight }) => weight === 'blocking');
  if (blocking !== undefined) {
    throw new Fault('unsayable', `${access.account.provider.name} cannot be asked for this: ${blocking.what}`);
  }
  // Whether the caller wants to be told of tokens stands in its body; bytes that are passed on need no telling.
  const usage = same && after === null ? true : conversation().usage;
  const names = same ? NO_NAMES : namesOf(conversation().conversation.tools, provider);
  const path = access.base + provider.askPath(model, asked.scan.stream);
  return {
    wire: {
      method: 'POST',
      origin: access.origin,
      path: same ? path + asked.query : path,
      headers: headersFor(asked, provider, options, same),
      body,
    },
    provider,
    reader: readerFor(asked, provider, { model, same, usage, names, after, answerBytes: options.answerBytes }),
    losses,
    translated: !same || !first,
  };
}

type BodyOptions = PrepareOptions & { readonly model: string; readonly same: boolean };
type Body = { readonly body: Uint8Array; readonly losses: readonly Loss[] };

function bodyFor(asked: Asked, conversation: () => Parsed, options: BodyOptions): Body {
  const { access, model, first } = options;
  const { protocol, account } = access;
  if (options.same && first) return { body: ownBytes(asked, protocol, model), losses: [] };
  const rules = { model, stream: asked.scan.stream, ...modelRules(account.provider, model) };
  if (options.same) {
    const json = jsonOf(asked.body);
    if (!isObject(json)) throw new Fault('bad-request', 'The body is not a JSON object');
    const foreign = account.provider.id !== options.vendor;
    const { body, losses } = protocol.adapt(protocol.scrub(json), { ...rules, foreign });
    return { body: Buffer.from(JSON.stringify(body)), losses };
  }
  const parsed = conversation();
  const { body, losses } = protocol.renderRequest(forAnother(parsed.conversation, first), rules);
  return {
    body: Buffer.from(JSON.stringify(body)),
    losses: [...parsed.conversation.unsaid, ...losses],
  };
}

const NO_NAMES: ToolNames = new Map();

/** Which tools have another name there. Results and calls of earlier turns need no list: the same name always becomes the same. */
function namesOf(tools: readonly Tool[], { toolName }: Protocol): ToolNames {
  const changed = tools.filter(({ name }) => toolName(name) !== name);
  return changed.length === 0 ? NO_NAMES : new Map(changed.map(({ name }) => [toolName(name), name]));
}

type ReaderOptions = {
  readonly model: string;
  readonly same: boolean;
  readonly usage: boolean;
  readonly names: ToolNames;
  readonly after: Resumed | null;
  readonly answerBytes: number;
};

function readerFor(
  asked: Asked,
  provider: Protocol,
  { model, same, usage, names, after, answerBytes }: ReaderOptions,
): Reader {
  const wanted = asked.scan.model;
  const rename = model === wanted ? null : wanted;
  if (asked.scan.stream) {
    // Behind thinking that was already shown, event numbers have to go on where they were.
    return same && after === null
      ? relayStream(provider, rename)
      : translateStream(provider, asked.caller, { model: wanted, after, usage, names });
  }
  return same
    ? relayWhole(provider, rename, answerBytes)
    : translateWhole(provider, asked.caller, { model: wanted, names, bytesMax: answerBytes });
}

/** The caller's bytes. They are parsed only when the model's name cannot be found, or when we minted something in them. */
function ownBytes(asked: Asked, provider: Protocol, model: string): Uint8Array {
  const { body, scan } = asked;
  const minted = Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(MINTED);
  if (!minted && model === scan.model) return body;
  if (!minted && scan.modelAt !== null) return spliceModel(body, scan.modelAt, model);
  const json = jsonOf(body);
  if (!isObject(json)) throw new Fault('bad-request', 'The body is not a JSON object');
  return Buffer.from(JSON.stringify({ ...(minted ? provider.scrub(json) : json), model }));
}

/** The name of an end user was meant for one vendor and nobody else. */
function forAnother(conversation: Conversation, first: boolean): Conversation {
  if (first || conversation.settings.user === undefined) return conversation;
  const { user: _, ...settings } = conversation.settings;
  return { ...conversation, settings };
}

function headersFor(asked: Asked, provider: Protocol, options: PrepareOptions, same: boolean): readonly string[] {
  const { pass, access } = options;
  const headers = ['content-type', 'application/json', 'accept-encoding', 'identity'];
  headers.push('accept', asked.scan.stream ? 'text/event-stream' : 'application/json');
  headers.push('user-agent', (same ? asked.headers['user-agent'] : undefined) ?? 'failsoft');
  if (pass.header !== null) headers.push(...pass.header);
  if (same) {
    for (const name in asked.headers) {
      const value = asked.headers[name];
      if (value !== undefined && isNamed(provider.requestHeaders, name)) headers.push(name, value);
    }
  }
  for (const [name, value] of Object.entries(provider.defaultHeaders)) {
    if (!headers.includes(name)) headers.push(name, value);
  }
  if (access.mayLoop) headers.push('via', viaOf(asked, options.instance));
  return headers;
}

/** What we mint begins a JSON text. With its quote it is found 40 times as fast: in code, quotes are rarer than letters. */
const MINTED = `"${MINT_MARK}`;

const NAMED = new WeakMap<readonly string[], Map<string, boolean>>();
const NAMED_MAX = 500;

/** A name in a list of header names, or of beginnings that end in `-`. Remembered: clients send the same ones all the time. */
export function isNamed(names: readonly string[], name: string): boolean {
  let known = NAMED.get(names);
  if (known === undefined) NAMED.set(names, (known = new Map<string, boolean>()));
  const before = known.get(name);
  if (before !== undefined) return before;
  const named = names.some((one) => (one.endsWith('-') ? name.startsWith(one) : name === one));
  if (known.size < NAMED_MAX) known.set(name, named);
  return named;
}

function viaOf(asked: Asked, instance: string): string {
  const before = asked.headers['via'];
  return before === undefined ? `1.1 ${instance}` : `${before}, 1.1 ${instance}`;
}

function jsonOf(body: Uint8Array): Json {
  try {
    const json: Json = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    return json;
  } catch {
    throw new Fault('bad-request', 'The body is not JSON');
  }
}
