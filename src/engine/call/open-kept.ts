import type { Keeping } from '../../protocols/protocol.ts';
import type { Cancel, Exchange, WireHandlers, WireHeaders, WireRequest, World } from '../../world/world.ts';
import { keptProgress } from './kept-progress.ts';

export type KeptOptions = {
  readonly keeping: Keeping;
  readonly world: Pick<World, 'after' | 'nowMs'>;
  /** The line broke, and the answer has gone on behind it on another one. */
  readonly again: () => void;
};

/** Lines that are tried one after the other when one broke, as long as nothing comes on any of them. */
const LINES_MAX = 3;
/** How often an answer is taken up again behind a break, in all. */
const TAKEN_UP_MAX = 10;
/** The pause before the second line; it doubles. The first is tried at once. ms */
const PAUSE_MS = 300;
/** Until the head of the rest must have come, ms. */
const HEAD_MS = 3_000;
/** A line that was silent for so long may be dead without a word: another one is asked for what may have come meanwhile. ms */
const SILENT_MS = 15_000;
/** An answer that nobody wants any more is waited for so long, because only its first event says what has to be ended. ms */
const NAME_MS = 10_000;
/** To end an answer may take so long, ms. */
const END_MS = 5_000;

/**
 * Opens exchanges whose answers the provider keeps: where a line breaks, the rest comes on another one, to the event and from the same
 * provider and key. To who watches it is one exchange. It breaks when the rest is not to be had. Whoever gives it up, or it, ends
 * the answer at the provider, too, which would go on with it and be paid.
 */
export function openKept(open: World['open'], options: KeptOptions): World['open'] {
  return (request, on) => keptExchange({ open, request, on }, options);
}

type Opened = { readonly open: World['open']; readonly request: WireRequest; readonly on: WireHandlers };

/** Tells how a line ended, where no other takes its place. */
type Parting = () => void;

function keptExchange({ open, request, on }: Opened, { keeping, world, again }: KeptOptions): Exchange {
  const progress = keptProgress(keeping);
  /** Null until the head has come; false when it is the head of something else. */
  let streams: boolean | null = null;
  let isSent = false;
  let paused = false;
  let over = false;
  /** How the line broke whose place another one has to take; null while all is well. */
  let parting: Parting | null = null;
  let next: Exchange | null = null;
  let tried = 0;
  let takenUp = 0;
  let pause: Cancel | null = null;
  /** Set when the answer was given up before it had a name. */
  let nameless: Cancel | null = null;
  const quiet = watchSilence(world, () => {
    if (!paused && parting === null && next === null && progress.id() !== null) ask();
  });

  const close = (): void => {
    over = true;
    pause?.();
    quiet.stop();
    next?.abort();
  };
  const endThere = (): void => {
    const id = progress.id();
    if (id !== null && !progress.isOver()) post(open, bare(request, 'POST', keeping.endPath(request.path, id)), world);
  };
  const giveUp = (tell: Parting): void => {
    close();
    line.abort();
    endThere();
    tell();
  };

  const parted = (tell: Parting): void => {
    if (over) return;
    if (streams !== true || progress.id() === null || progress.isOver()) {
      close();
      return tell();
    }
    // What is told in the end is how the first one broke.
    parting ??= tell;
    if (next === null) another(parting);
  };
  const another = (tell: Parting): void => {
    if (tried >= LINES_MAX || takenUp >= TAKEN_UP_MAX) return giveUp(tell);
    const waitMs = tried === 0 ? 0 : PAUSE_MS * 2 ** (tried - 1);
    tried += 1;
    if (waitMs === 0) return ask();
    pause = world.after(waitMs, ask);
  };
  const ask = (): void => {
    const path = keeping.restPath(request.path, progress.id() ?? '', progress.last() ?? -1);
    next = openRest(open, bare(request, 'GET', path), world, {
      begins: (one) => {
        if (parting !== null) takenUp += 1;
        line.abort();
        line = one;
        next = null;
        progress.anew();
        if (paused) one.pause();
      },
      fails: (isForGood) => {
        next = null;
        if (over || parting === null) return;
        if (isForGood) giveUp(parting);
        else another(parting);
      },
      bytes: take,
      end: () => parted(ended),
      broke: (code, message) => parted(() => on.broke(code, message)),
    });
  };

  const ended = (): void => {
    const rest = progress.rest();
    if (rest.length > 0) on.bytes(rest);
    on.end();
  };
  const take = (chunk: Uint8Array): void => {
    quiet.heard();
    const whole = progress.feed(chunk);
    if (over) return named();
    if (progress.gap()) return giveUp(parting ?? (() => on.broke('EPROTO', 'Events are missing')));
    if (whole === null) return;
    if (progress.isJoined()) {
      if (parting !== null) again();
      parting = null;
      tried = 0;
    }
    on.bytes(whole);
  };

  const named = (): void => {
    if (nameless === null || progress.id() === null) return;
    nameless();
    nameless = null;
    line.abort();
    endThere();
  };

  let line = open(request, {
    sent: () => {
      isSent = true;
      if (!over) on.sent();
    },
    head: (status, headers) => {
      streams = isStream(status, headers);
      if (over) return streams ? undefined : line.abort();
      if (streams) quiet.start();
      on.head(status, headers);
    },
    bytes: (chunk) => (streams === true ? take(chunk) : on.bytes(chunk)),
    end: () => parted(streams === true ? ended : on.end),
    broke: (code, message) => parted(() => on.broke(code, message)),
  });

  return {
    pause: () => {
      paused = true;
      line.pause();
    },
    resume: () => {
      paused = false;
      quiet.heard();
      line.resume();
    },
    abort: () => {
      if (over) return;
      close();
      if (progress.id() === null && isSent && streams !== false) {
        nameless = world.after(NAME_MS, () => line.abort(), 'idle');
        return;
      }
      line.abort();
      endThere();
    },
  };
}

function isStream(status: number, headers: WireHeaders): boolean {
  return status >= 200 && status < 300 && (headers['content-type'] ?? '').includes('text/event-stream');
}

/** A request without a body, by the same key. */
function bare(request: WireRequest, method: string, path: string): WireRequest {
  const headers = request.headers.filter((_, index) => {
    const name = request.headers[index - (index % 2)] ?? '';
    return name !== 'content-type' && name !== 'idempotency-key';
  });
  return { ...request, method, path, headers, body: null };
}

type RestHandlers = Pick<WireHandlers, 'bytes' | 'end' | 'broke'> & {
  readonly begins: (one: Exchange) => void;
  /** There is no rest on this line. `isForGood`: nor on any other, because it is kept no longer, or never was. */
  readonly fails: (isForGood: boolean) => void;
};

function openRest(
  open: World['open'],
  request: WireRequest,
  { after }: Pick<World, 'after'>,
  on: RestHandlers,
): Exchange {
  let begun = false;
  const fail = (isForGood: boolean): void => {
    late();
    one.abort();
    on.fails(isForGood);
  };
  const late = after(HEAD_MS, () => fail(false));
  const one = open(request, {
    sent: () => {},
    head: (status, headers) => {
      begun = isStream(status, headers);
      if (!begun) return fail(status < 500 && status !== 408 && status !== 429);
      late();
      on.begins(one);
    },
    bytes: on.bytes,
    end: () => (begun ? on.end() : fail(false)),
    broke: (code, message) => (begun ? on.broke(code, message) : fail(false)),
  });
  return {
    ...one,
    abort: () => {
      late();
      one.abort();
    },
  };
}

/** Whether it is heard is not waited for. */
function post(open: World['open'], request: WireRequest, { after }: Pick<World, 'after'>): void {
  const done = (): void => late();
  const one = open(request, { sent: () => {}, head: () => {}, bytes: () => {}, end: done, broke: done });
  const late = after(END_MS, () => one.abort(), 'idle');
}

type Silence = { readonly start: () => void; readonly heard: () => void; readonly stop: () => void };

/** Tells once of every silence. */
function watchSilence({ after, nowMs }: Pick<World, 'after' | 'nowMs'>, tell: () => void): Silence {
  let heardMs = 0;
  let timer: Cancel | null = null;
  let told = false;

  const look = (): void => {
    const leftMs = heardMs + SILENT_MS - nowMs();
    timer = after(leftMs > 0 ? leftMs : SILENT_MS, look);
    if (leftMs > 0 || told) return;
    told = true;
    tell();
  };
  const heard = (): void => {
    heardMs = nowMs();
    told = false;
  };
  return {
    start: () => {
      heard();
      look();
    },
    heard,
    stop: () => timer?.(),
  };
}
