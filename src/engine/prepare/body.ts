import { createHash } from 'node:crypto';
import type { Conversation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Loss } from '../../model/loss.ts';
import {
  type AdaptOptions,
  type Keeping,
  MINT_MARK,
  type Parsed,
  type Protocol,
  type RequestOptions,
} from '../../protocols/protocol.ts';
import { spliceModel } from '../../protocols/scan.ts';
import type { Asked } from '../asked.ts';

/** What is sent: the caller's bytes as they came, or JSON that was made for this target. */
export type Body = {
  readonly content: Uint8Array | JsonObject;
  readonly losses: readonly Loss[];
  /** The caller cannot read its answer as it comes, although it is in its own dialect; see Rendered. */
  readonly reshaped?: boolean;
};

/** `forget`: without any thought of earlier turns. */
export type Sending = { readonly model: string; readonly forget: boolean };

/** The caller's body as a Conversation, read at most once however many rungs need it. Throws `bad-request`. */
export function lazyConversation(asked: Asked): () => Parsed {
  let parsed: Parsed | null = null;
  return () => (parsed ??= asked.caller.parseRequest(asked.scan.read ?? jsonOf(asked.body)));
}

/** The same; null for a body that cannot be read here, which may still be one that its provider understands. */
export function readable(conversation: () => Parsed): Parsed | null {
  try {
    return conversation();
  } catch {
    return null;
  }
}

/** The caller's bytes. They are parsed only when the model's name cannot be found, or when we minted something in them. */
export function ownBody({ body, scan }: Asked, provider: Protocol, { model, forget }: Sending): Body {
  // With its quote it is found 40 times as fast: in code, quotes are rarer than letters.
  const minted = bytesOf(body).includes(provider.mintMark === undefined ? MINTED : `"${provider.mintMark}`);
  const namesModel = provider.paths.length > 0;
  if (forget) return { content: { ...provider.forget(objectOf(body)), ...(namesModel && { model }) }, losses: [] };
  if (!minted && (!namesModel || model === scan.model)) return { content: body, losses: [] };
  if (!minted && scan.modelAt !== null) return { content: spliceModel(body, scan.modelAt, model), losses: [] };
  const json = objectOf(body);
  return { content: { ...(minted ? provider.scrub(json) : json), ...(namesModel && { model }) }, losses: [] };
}

/** The caller's body for a standby of its own dialect: with what that one refuses taken out. */
export function adaptedBody(
  { body }: Asked,
  provider: Protocol,
  options: AdaptOptions & { readonly forget: boolean },
): Body {
  const json = objectOf(body);
  const adapted = provider.adapt(options.forget ? provider.forget(json) : provider.scrub(json), options);
  const { body: content, losses, reshaped = false } = adapted;
  return { content, losses, reshaped };
}

/** What the caller said, in another dialect. `strange`: the caller's own is one of another vendor. */
export function translatedBody(
  conversation: Conversation,
  provider: Pick<Protocol, 'renderRequest'>,
  options: RequestOptions & { readonly first: boolean; readonly strange?: boolean },
): Body {
  const { first, strange = false } = options;
  const said = first ? (strange ? underAnotherName(conversation) : conversation) : forAnother(conversation);
  const { body, losses } = provider.renderRequest(said, options);
  return { content: body, losses: [...said.unsaid, ...losses] };
}

export function printed(content: Body['content']): Uint8Array {
  return content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
}

/** The same for an answer that the provider shall keep. */
export function keptBody(body: Body, keeping: Keeping | null): Body {
  const { content } = body;
  if (keeping === null) return body;
  return { ...body, content: keeping.kept(content instanceof Uint8Array ? objectOf(content) : content) };
}

/** The body as an object, for those who have to change it. Throws `bad-request`. */
export function objectOf(body: Uint8Array): JsonObject {
  const json = jsonOf(body);
  if (!isObject(json)) throw new Fault('bad-request', 'The body is not a JSON object');
  return json;
}

/** The name of an end user was meant for one vendor and nobody else. */
function forAnother(conversation: Conversation): Conversation {
  if (conversation.settings.user === undefined) return conversation;
  const { user: _, ...settings } = conversation.settings;
  return { ...conversation, settings, unsaid: [...conversation.unsaid, { what: 'user', weight: 'cosmetic' }] };
}

/**
 * What Claude Code says of its user names a device and an account, and is twice as long as OpenAI takes it. Another vendor gets a name
 * that is the same each time, by which it can know the user again and nothing else.
 */
function underAnotherName(conversation: Conversation): Conversation {
  const { user: name } = conversation.settings;
  if (name === undefined || name === '') return conversation;
  const user = createHash('sha256').update(name).digest('hex');
  const unsaid = [...conversation.unsaid, { what: 'user', weight: 'cosmetic' } as const];
  return { ...conversation, settings: { ...conversation.settings, user }, unsaid };
}

/** What we mint begins a JSON text. */
const MINTED = `"${MINT_MARK}`;

function bytesOf(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function jsonOf(body: Uint8Array): Json {
  try {
    const json: Json = JSON.parse(bytesOf(body).toString('utf8'));
    return json;
  } catch {
    throw new Fault('bad-request', 'The body is not JSON');
  }
}
