import type { Message } from '../../model/conversation.ts';
import { at, type Json } from '../../model/json.ts';
import type { Reply } from '../../model/reply.ts';
import { splitFrames } from '../../protocols/frame.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Parsed } from '../../protocols/protocol.ts';
import type { Asked } from '../asked.ts';
import type { Attempt } from '../attempt.ts';
import { type Kept, mayGoOn, type Replies } from './replies.ts';

/** May the caller go on from this answer by its id alone? Only one dialect has that, and callers may decline it. */
export function isKept({ caller, body }: Pick<Asked, 'caller' | 'body'>): boolean {
  return caller.id === 'openai-responses' && !says(body, 'store', false);
}

/** May a provider keep the stream of an answer for us? Not where the caller has declined that, or wants to fetch it itself. */
export function mayBeStored({ scan, body }: Pick<Asked, 'scan' | 'body'>): boolean {
  return scan.stream && !says(body, 'store', false) && !says(body, 'background', true);
}

/** Does a body say so? A look at its text, so that it may be a part of it that does. */
export function says(body: Uint8Array, field: string, value: boolean): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return bytes.includes(`"${field}"`) && new RegExp(`"${field}"\\s*:\\s*${value}`).test(bytes.toString('latin1'));
}

/** Remembers an answer as the caller got it. What cannot be read is not remembered. */
export function keepAnswer({ asked, conversation, bytes, by }: KeepOptions, known: Replies): void {
  try {
    const previous = mayGoOn(asked) ? conversation().previous : undefined;
    const before = previous === undefined ? NOTHING_BEFORE : known.find(previous);
    // Of a conversation whose beginning nobody here knows, the end is of no use.
    if (before === null) return;
    const reply = replyOf(asked, bytes);
    if (reply === null || reply.id === '') return;
    const answer: Message = { role: 'assistant', parts: reply.parts };
    const own = saidIn(asked, conversation, by.prepared.own);
    known.keep(reply.id, {
      // What we ask in our own words, we ask the provider not to keep.
      account: by.prepared.own ? by.account : '',
      key: by.key,
      client: asked.client,
      sizeBytes: before.sizeBytes + asked.body.length + bytes.length,
      messages: () => [...before.messages(), ...own(), answer],
    });
  } catch {
    // Then its id is known at the provider alone.
  }
}

/** What a request says. One that was passed on as it is has not been read yet, and need not be. */
function saidIn({ caller, body }: Asked, conversation: () => Parsed, unread: boolean): () => readonly Message[] {
  if (unread) {
    // The body may be a small part of what was read from the connection, which would be kept with it.
    const copy = Buffer.from(body);
    return () => caller.parseRequest(jsonOf(copy.toString('utf8'))).conversation.messages;
  }
  const { messages } = conversation().conversation;
  return () => messages;
}

const NOTHING_BEFORE: Pick<Kept, 'messages' | 'sizeBytes'> = { messages: () => [], sizeBytes: 0 };

export type KeepOptions = {
  readonly asked: Asked;
  readonly conversation: () => Parsed;
  /** All that the caller got. */
  readonly bytes: Uint8Array;
  readonly by: Pick<Attempt, 'account' | 'key'> & { readonly prepared: Pick<Attempt['prepared'], 'own'> };
};

/** Who knows an answer that no provider gives: nobody but us. */
export const OURS: KeepOptions['by'] = { account: '', key: -1, prepared: { own: false } };

function replyOf({ scan }: Asked, bytes: Uint8Array): Reply | null {
  const { parseResponse, framing } = PROTOCOLS['openai-responses'];
  if (!scan.stream) return parseResponse(jsonOf(Buffer.from(bytes).toString('utf8')));
  const last = splitFrames(framing)
    .feed(bytes)
    .findLast(({ data }) => data.includes('"response.completed"') || data.includes('"response.incomplete"'));
  const response = last === undefined ? undefined : at(jsonOf(last.data), 'response');
  return response === undefined ? null : parseResponse(response);
}

function jsonOf(text: string): Json {
  const json: Json = JSON.parse(text);
  return json;
}
