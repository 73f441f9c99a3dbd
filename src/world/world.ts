/** Ends what was started. May be called more than once, and after the end. */
export type Cancel = () => void;

/** One HTTP request to a provider, as plain data. */
export type WireRequest = {
  readonly method: string;
  /** `https://host:port`, without a path. */
  readonly origin: string;
  /** With the query, starting with `/`. */
  readonly path: string;
  /** Names (lower case) and values in turn. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | null;
};

/** Header names are lower case; a header that came several times is joined by `, `. */
export type WireHeaders = Readonly<Record<string, string>>;

/** What can happen to a request. Nothing is called after `end` or `broke`, nor after `abort`. */
export type WireHandlers = {
  /** A connection exists and the request is on its way. */
  readonly sent: () => void;
  readonly head: (status: number, headers: WireHeaders) => void;
  readonly bytes: (chunk: Uint8Array) => void;
  readonly end: () => void;
  /** The connection could not be made or broke. `code` is the system's or the client's error code, such as `ECONNREFUSED`. */
  readonly broke: (code: string, message: string) => void;
};

export type Exchange = {
  readonly pause: () => void;
  readonly resume: () => void;
  /** Closes the connection. Nothing is reported after it. */
  readonly abort: () => void;
};

/** All that is outside: time, chance and the network. Nothing else in the code may reach for them. */
export type World = {
  /** Monotonic, ms. */
  readonly nowMs: () => number;
  /** ms since 1970. For dates only; it may jump. */
  readonly wallMs: () => number;
  /** Wakes once, not before `ms` have passed; up to 20 ms later. `idle`: the process need not stay alive for it. */
  readonly after: (ms: number, wake: () => void, idle?: 'idle') => Cancel;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly open: (request: WireRequest, on: WireHandlers) => Exchange;
  /** Lets go of all connections and timers. */
  readonly close: () => Promise<void>;
};
