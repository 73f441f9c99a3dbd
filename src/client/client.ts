import type { Json } from '../model/json.ts';
import type { Availability } from '../model/availability.ts';
import { availabilityOver, type Outlook, type Wanted, watchOver } from './availability.ts';
import { askLater, cancelLater, type Deferred, type LaterOptions, lookAt, watchLater } from './later.ts';
import { openStream, type Stream } from './follow.ts';
import { type Line, question, wholeBodyOf } from './line.ts';
import { renderRequest, type Request } from './request.ts';
import { type Served, servedOf } from './served.ts';

export type { Availability } from '../model/availability.ts';
export { type Answering, type Asking, type AskingParts, createAsking } from './asking.ts';
export type { Outlook, Wanted } from './availability.ts';
export { followHelp, type Help, helpIn, type Level, UNKNOWN } from './help.ts';
export { hasChanged, isOpen, type Kept, type LateAnswer, type OpenKept, type Question, type Stage } from './kept.ts';
export { browserStore, type KeptStore, memoryStore } from './kept-store.ts';
export type { Deferred, LaterOptions } from './later.ts';
export type { Origin } from './origin.ts';
export { type AddOptions, createQueue, type Queue, type QueueOptions } from './queue.ts';
export { acrossTabs } from './tabs.ts';
export { type Settable, settable, type Value } from './value.ts';
export type { Stream, StreamEvent } from './follow.ts';
export type { Dialect, Request, Restart } from './request.ts';
export type { Served } from './served.ts';
export { Trouble, type TroubleDetails, type TroubleKind } from './trouble.ts';
export { textIn, textOf } from './text.ts';

export type ClientOptions = {
  /** Where the gateway is, such as `http://127.0.0.1:4747`; in a browser also a path of the page's own host, such as `/ai`. */
  readonly url: string;
  /** The key of this client, where the gateway asks for one. Never in a page that strangers open. */
  readonly key?: string;
  /** Instead of the global one. */
  readonly fetch?: typeof globalThis.fetch;
};

/** A whole answer in the dialect of the request. */
export type Answer = { readonly body: Json; readonly served: Served };

export type Client = {
  /**
   * Asks for a whole answer. Rejects with Trouble when there is none, and with the signal's reason when that fires. Nothing is asked
   * twice: the gateway has already tried what there is.
   */
  readonly ask: (request: Request) => Promise<Answer>;
  /**
   * Asks for an answer as it comes, and settles when it begins; rejects as `ask` does when it does not. A line that breaks later is
   * made anew, and the answer goes on behind the last event that came, for as long as the gateway keeps it.
   */
  readonly stream: (request: Request) => Promise<Stream>;
  /** What an app should show of a route now, or of all. Rejects with Trouble as `ask` does. */
  readonly availability: (wanted?: Wanted) => Promise<readonly Availability[]>;
  /**
   * Tells the same as soon as it is known, every change of it within a second, and when the gateway is gone or back, until what it
   * returns is called. It makes its line anew by itself.
   */
  readonly watchAvailability: (changed: (outlook: Outlook) => void, wanted?: Wanted) => () => void;
  /**
   * Has a question answered when a model is back, and settles when the gateway has stored it: from then on it survives the end of the
   * gateway, and of this page. Rejects with Trouble as `ask` does.
   */
  readonly later: (request: Request, options?: LaterOptions) => Promise<Deferred>;
  /**
   * How such a question is now. Rejects with Trouble as `ask` does, whose status is 404 for one that is not there; and with the signal's reason
   * when that fires.
   */
  readonly deferred: (id: string, signal?: AbortSignal) => Promise<Deferred>;
  /**
   * Tells the same at once and at every change, the answer last, until what it returns is called. It makes its line anew by itself, and
   * says nothing of one that is not there.
   */
  readonly watchDeferred: (id: string, changed: (job: Deferred) => void) => () => void;
  /** Wants no answer any more. Null: it was over already, and is forgotten now. */
  readonly cancelDeferred: (id: string) => Promise<Deferred | null>;
};

/** A client of a gateway. Works in browsers and in Node, with nothing but `fetch`. Sends nothing by itself. */
export function createClient({ url, key = '', fetch }: ClientOptions): Client {
  // Browsers want to be asked by name.
  const line: Line = { url: url.replace(/\/+$/, ''), key, fetch: fetch ?? (async (...of) => globalThis.fetch(...of)) };
  return {
    ask: async (request) => {
      const { signal } = request;
      const call = {
        method: 'POST',
        ...renderRequest(request, false),
        ...(signal !== undefined && { signal }),
      } as const;
      const response = await question(line, call);
      return { body: await wholeBodyOf(response, signal), served: servedOf(response.headers) };
    },
    stream: async (request) => openStream(line, request),
    availability: async (wanted = {}) => availabilityOver(line, wanted),
    watchAvailability: (changed, wanted = {}) => watchOver(line, wanted, changed),
    later: async (request, options = {}) => askLater(line, request, options),
    deferred: async (id, signal) => lookAt(line, id, signal),
    watchDeferred: (id, changed) => watchLater(line, id, changed),
    cancelDeferred: async (id) => cancelLater(line, id),
  };
}
