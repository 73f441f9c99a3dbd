import type { Json } from '../model/json.ts';
import { parsed } from './reading.ts';
import { Trouble, wordsOf } from './trouble.ts';

/** Where the gateway is and how it is reached. */
export type Line = {
  /** Without a slash at the end. */
  readonly url: string;
  /** The key of this client; empty where none is needed. */
  readonly key: string;
  readonly fetch: typeof globalThis.fetch;
};

export type Call = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** True: it goes out also when its page is just being closed. */
  readonly keepalive?: boolean;
};

/** Sends. Rejects as `fetch` does. */
export async function send({ url, key, fetch }: Line, { path, headers, ...call }: Call): Promise<Response> {
  return fetch(url + path, {
    ...call,
    headers: { ...headers, ...(key !== '' && { 'x-failsoft-key': key }) },
    // A stream is nothing that a browser should keep or take from what it kept.
    cache: 'no-store',
  });
}

/** Sends a question once. Rejects with Trouble when there is no answer, and with the signal's reason when it has fired. */
export async function question(line: Line, call: Call): Promise<Response> {
  const { signal } = call;
  let response: Response;
  try {
    response = await send(line, call);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Trouble('unreachable', 'The gateway cannot be reached', { cause: error });
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** The gateway's no, in its own words. */
async function refusal(response: Response): Promise<Trouble> {
  const { status, headers } = response;
  const body = await bodyOf(response).catch((): Json => null);
  const words = wordsOf(body) || `The gateway answered with status ${status}`;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new Trouble('refused', words, { status, body, ...(seconds >= 0 && { retryAfterMs: seconds * 1_000 }) });
}

/** A whole answer. Rejects with Trouble when the line breaks in it, and with the signal's reason when it has fired. */
export async function wholeBodyOf(response: Response, signal?: AbortSignal): Promise<Json> {
  try {
    return await bodyOf(response);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Trouble('unreachable', 'The line to the gateway broke before the answer was whole', { cause: error });
  }
}

/** The same, where the line may break. */
export async function bodyOf(response: Response): Promise<Json> {
  return parsed(await response.text());
}
