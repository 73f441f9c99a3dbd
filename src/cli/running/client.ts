import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isLoopback } from '../../config/address.ts';
import { Fault } from '../../model/fault.ts';
import { at, type Json, textAt } from '../../model/json.ts';

export type Question = {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** How long the whole answer may take, ms. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
};

export type Told = { readonly status: number; readonly body: Json };

/** The keys of gateways on this machine by their addresses, as far as this process knows them. */
const adminKeys = new Map<string, string>();

/** Takes note of what `/admin` at this address takes. */
export function knowKey(url: string, key: string): void {
  adminKeys.set(url, key);
}

const LIMIT_MS = 10_000;
/** The longest answer that is read, characters. */
const LENGTH_MAX = 64 * 1024 * 1024;

/**
 * Asks a server on this machine. Rejects with an `unreachable` fault when nobody answers, `timeout` when it takes too long, `forbidden`
 * where it is not for us to administer.
 */
export async function tell(url: string, question: Question): Promise<Told> {
  const limit = AbortSignal.timeout(question.limitMs ?? LIMIT_MS);
  try {
    const message = await open(url, { ...question, signal: limit });
    const told = { status: message.statusCode ?? 0, body: parse(await textOf(message)) };
    if ((told.status === 401 || told.status === 403) && isAdmin(question.path))
      throw new Fault('forbidden', textAt(at(told.body, 'error'), 'message'));
    return told;
  } catch (error) {
    throw limit.aborted ? new Fault('timeout', `${url} did not answer in time`, { cause: error }) : Fault.from(error);
  }
}

/** The same for an answer that is read as it comes. */
export async function open(url: string, question: Question): Promise<IncomingMessage> {
  const { method = 'GET', path, headers = {}, body, signal } = question;
  const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const target = new URL(url + path);
  const options: RequestOptions & { readonly rejectUnauthorized?: boolean } = {
    method,
    headers: {
      ...headers,
      ...(isAdmin(path) && { 'x-failsoft-admin-key': adminKeys.get(target.origin) ?? '' }),
      ...(bytes !== null && { 'content-type': 'application/json', 'content-length': bytes.length }),
    },
    agent: false,
    ...(signal !== undefined && { signal }),
    // The certificate is for the name that others use, and nobody stands between this machine and itself.
    ...(isLoopback(target.hostname) && { rejectUnauthorized: false }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (target.protocol === 'https:' ? secureRequest : plainRequest)(target, options, resolve);
  request.on('error', (error) => reject(new Fault('unreachable', `Nobody answers at ${url}`, { cause: error })));
  request.end(bytes ?? undefined);
  return promise;
}

const isAdmin = (path: string): boolean => path.startsWith('/admin/');

/** A whole answer as text. */
export async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  message.setEncoding('utf8');
  for await (const chunk of message) {
    text += String(chunk);
    if (text.length > LENGTH_MAX) throw new Fault('too-large', 'The answer is too long');
  }
  return text;
}

function parse(text: string): Json {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return null;
  }
}
