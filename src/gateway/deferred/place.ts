import { Fault } from '../../model/fault.ts';
import { isArray, type Json, isObject } from '../../model/json.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { CallerProtocol, ProtocolId } from '../../protocols/protocol.ts';
import type { WireHeaders } from '../../world/world.ts';

/** What lives below `/v1/deferred`. */
export type DeferredPlace =
  /** A question for later. A caller of null: its dialect is known by its head or its body. */
  | {
      readonly kind: 'deferred';
      readonly caller: CallerProtocol | null;
      readonly model: string | null;
      readonly stream: boolean | null;
    }
  /** A job, or its answer alone. */
  | { readonly kind: 'job'; readonly id: string; readonly part: 'job' | 'answer' };

type Later = Extract<DeferredPlace, { kind: 'deferred' }>;
type Ask = Pick<Later, 'caller' | 'model' | 'stream'> & { readonly kind: string };

/**
 * `rest` is what stands behind `/v1/`. `inner` says what lives at the path behind it, where that is a question: null for anything else.
 * Null: it is nothing of this.
 */
export function deferredPlace(rest: string, inner: (path: string) => Ask | null): DeferredPlace | null {
  if (rest === 'deferred') return { kind: 'deferred', caller: null, model: null, stream: null };
  if (!rest.startsWith('deferred/')) return null;
  const [, id, part] = /^deferred\/(job_[0-9a-z]+)(\/answer)?$/.exec(rest) ?? [];
  if (id !== undefined) return { kind: 'job', id, part: part === undefined ? 'job' : 'answer' };
  const asked = inner(rest.slice('deferred'.length));
  return asked === null ? null : { kind: 'deferred', caller: asked.caller, model: asked.model, stream: asked.stream };
}

/** The dialect of a question whose address does not say it; null when nobody can tell. */
export function spokenIn(headers: WireHeaders, body: Json | undefined): CallerProtocol | null {
  const named = headers['x-failsoft-protocol'];
  if (named !== undefined) return isProtocol(named) ? PROTOCOLS[named] : null;
  if ('anthropic-version' in headers) return PROTOCOLS.anthropic;
  if (!isObject(body)) return null;
  if (isArray(body['contents'])) return PROTOCOLS.gemini;
  if (body['input'] !== undefined) return PROTOCOLS['openai-responses'];
  return isArray(body['messages']) ? PROTOCOLS['openai-chat'] : null;
}

function isProtocol(name: string): name is ProtocolId {
  return Object.hasOwn(PROTOCOLS, name);
}

/** Without a dialect in its address, it may be a look at what there is. */
export function isList({ caller }: Pick<Later, 'caller'>, method: string): boolean {
  return caller === null && method === 'GET';
}

/** Whose dialect a question for later is in. Throws `bad-request` where nothing tells. */
export function callerOf({ caller }: Pick<Later, 'caller'>, { headers, body }: Spoken): CallerProtocol {
  const found = caller ?? spokenIn(headers, jsonIn(body));
  if (found !== null) return found;
  throw new Fault(
    'bad-request',
    'The dialect is not known: put its path behind /v1/deferred, or its name into x-failsoft-protocol',
  );
}

type Spoken = { readonly headers: WireHeaders; readonly body: Uint8Array };

function jsonIn(body: Uint8Array): Json | undefined {
  try {
    const json: Json = JSON.parse(Buffer.from(body).toString('utf8'));
    return json;
  } catch {
    return undefined;
  }
}
