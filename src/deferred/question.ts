import { isInKey } from '../cache/fields.ts';
import { at, isObject, type Json, textAt } from '../model/json.ts';
import type { Route } from '../model/route.ts';
import { objectOf, printed } from '../engine/prepare/body.ts';
import { type Asked, UNWANTED } from '../engine/asked.ts';
import { isNamed } from '../engine/prepare/headers.ts';
import { CALLERS, PROTOCOLS } from '../protocols/index.ts';
import type { CallerProtocol, ProtocolId } from '../protocols/protocol.ts';
import { scan } from '../protocols/scan.ts';

/** A question as it is stored: what its answer depends on, and nothing of who may pay for it. */
export type Question = {
  readonly protocol: CallerProtocol['id'];
  /** Where the dialect has it in the address; empty: it is in the body. */
  readonly model: string;
  /** Those of the dialect that say what is asked, and whose answer is not wanted. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
  readonly standby: boolean;
  readonly body: Uint8Array;
};

/** A question is stored as one for a whole answer: nobody is there to read a stream. */
export function questionOf(asked: Asked): Question {
  const { caller, scan: said, headers, query, standby } = asked;
  const own: Record<string, string> = {};
  const requestHeaders = isProtocol(caller.id) ? PROTOCOLS[caller.id].requestHeaders : [];
  // In one order, and without what says who calls and how: a retry of the same question is packed in the same bytes.
  for (const name of Object.keys(headers).toSorted()) {
    const value = headers[name];
    const isAsked = name === UNWANTED || (isNamed(requestHeaders, name) && isInKey(name));
    if (value !== undefined && isAsked) own[name] = value;
  }
  return {
    protocol: caller.id,
    model: said.modelAt === null ? said.model : '',
    headers: own,
    // How a stream is framed is all that the address of a question says.
    query: said.stream ? '' : query,
    standby,
    body: said.stream ? wholeBody(asked) : asked.body,
  };
}

function isProtocol(id: CallerProtocol['id']): id is ProtocolId {
  return Object.hasOwn(PROTOCOLS, id);
}

function wholeBody({ caller, body }: Asked): Uint8Array {
  const object = objectOf(body);
  if (caller.id === 'gemini') return body;
  const { stream: _, stream_options: __, ...rest } = object;
  return printed({ ...rest, stream: false });
}

/** One line of JSON, and the body as it is. */
export function packQuestion({ body, ...head }: Question): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/** Null: it was written by something else. */
export function unpackQuestion(bytes: Uint8Array): Question | null {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = packed.indexOf('\n');
  if (end < 0) return null;
  const head: Json = JSON.parse(packed.subarray(0, end).toString('utf8'));
  const protocol = CALLERS.find(({ id }) => id === textAt(head, 'protocol'))?.id;
  if (protocol === undefined) return null;
  return {
    protocol,
    model: textAt(head, 'model'),
    headers: textsOf(at(head, 'headers')),
    query: textAt(head, 'query'),
    standby: at(head, 'standby') !== false,
    body: packed.subarray(end + 1),
  };
}

function textsOf(value: Json | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(isObject(value) ? value : {}))
    if (typeof text === 'string') texts[name] = text;
  return texts;
}

/** Who asks, and whom. */
export type Asker = Pick<Asked, 'id' | 'route' | 'client' | 'tenant' | 'workflow'>;

/** A question as one that is asked now, of the models of its route alone. Null: it cannot be read. */
export function askedAgain(question: Question, { route, ...asker }: Asker): Asked | null {
  const { protocol, model, headers, query, standby, body } = question;
  const caller = CALLERS.find(({ id }) => id === protocol);
  const said = scan(body, false);
  if (caller === undefined || said === null) return null;
  return {
    ...asker,
    caller,
    embedding: null,
    body,
    scan: { model: model === '' ? said.model : model, stream: false, modelAt: model === '' ? said.modelAt : null },
    headers,
    query,
    credential: null,
    route: modelsOf(route),
    standby,
  };
}

/** Of a whole answer that nobody waits for, it is soon seen when it hangs only if it is asked for as a stream. */
function modelsOf(route: Route): Route {
  const ladder = route.ladder.flatMap((rung) => (rung.kind === 'model' ? [{ ...rung, gather: true }] : []));
  const { cache: _, ...rest } = route;
  return { ...rest, ladder };
}
