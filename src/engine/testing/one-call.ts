import type { Fault } from '../../model/fault.ts';
import { LIMITS } from '../../model/route.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import { type Expected, NOTHING_EXPECTED } from '../../resilience/deadlines.ts';
import { simulatedWorld } from '../../world/simulated.ts';
import type { WireHandlers } from '../../world/world.ts';
import { type Call, call } from '../call/call.ts';
import type { Reader } from '../readers/reader.ts';
import { relayStream } from '../readers/relay.ts';

const HEAD = { 'content-type': 'text/event-stream' };

export type Options = {
  readonly dialect?: ProtocolId;
  readonly reader?: Reader;
  readonly expected?: Partial<Expected>;
  readonly isAlone?: boolean;
  readonly body?: string;
  readonly thinks?: boolean;
  /** The caller takes nothing until it is told to. */
  readonly slowCaller?: boolean;
  /** Content is not taken by anybody: another attempt speaks. */
  readonly unheard?: boolean;
};

export type Scene = {
  /** The provider sends this. */
  readonly sends: (text: string) => void;
  /** The connection breaks. */
  readonly breaks: () => void;
  readonly ended: () => boolean;
  readonly pass: (ms: number) => void;
  readonly now: () => number;
  readonly under: Call;
  readonly fault: () => Fault | null;
  readonly slow: readonly string[];
  readonly text: () => string;
  readonly paused: () => boolean;
  readonly drained: () => void;
};

/** One call in a world where time passes when it is told to. */
export function scene(options: Options = {}): Scene {
  const { dialect = 'anthropic', expected = {}, body = '{"model":"m"}', thinks = false } = options;
  const protocol = PROTOCOLS[dialect];
  let on: WireHandlers | null = null;
  let paused = false;
  let closed = false;
  const world = simulatedWorld(1, (_, handlers) => {
    on = handlers;
    return { pause: () => (paused = true), resume: () => (paused = false), abort: () => (closed = true) };
  });
  let fault: Fault | null = null;
  let ended = false;
  let text = '';
  let taking = options.slowCaller !== true;
  const slow: string[] = [];
  const under = call(
    world,
    {
      wire: { method: 'POST', origin: 'http://127.0.0.1:1', path: '/', headers: [], body: Buffer.from(body) },
      open: world.open,
      unwrap: null,
      provider: protocol,
      streamed: true,
      reader: options.reader ?? relayStream(protocol, null),
      limits: LIMITS,
      expected: { ...NOTHING_EXPECTED, ...expected },
      isAlone: () => options.isAlone === true,
      thinks: () => thinks,
      secret: null,
    },
    {
      content: () => {
        if (options.unheard !== true) under.commit((bytes) => ((text += Buffer.from(bytes).toString()), taking));
      },
      slow: (why) => void slow.push(`${why.kind}: ${why.message}`),
      ended: () => (ended = true),
      failed: (why) => (fault = why),
    },
  );
  on = handlersOf(on);
  on.sent();
  on.head(200, HEAD);
  return {
    sends: (piece) => (closed ? undefined : handlersOf(on).bytes(Buffer.from(piece))),
    breaks: () => handlersOf(on).broke('ECONNRESET', ''),
    ended: () => ended,
    pass: world.pass,
    now: world.nowMs,
    under,
    fault: () => fault,
    slow,
    text: () => text,
    paused: () => paused,
    drained: () => {
      taking = true;
      under.resume();
    },
  };
}

function handlersOf(on: WireHandlers | null): WireHandlers {
  if (on === null) throw new Error('nothing was opened');
  return on;
}

export const event = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;
export const BEGIN = event('message_start', {
  message: { id: 'm', type: 'message', role: 'assistant', content: [], usage: {} },
});
export const start = (index: number, block: object): string =>
  event('content_block_start', { index, content_block: block });
export const stop = (index: number): string => event('content_block_stop', { index });
export const delta = (index: number, what: object): string => event('content_block_delta', { index, delta: what });
export const TEXT = start(0, { type: 'text', text: '' });
export const words = (text: string): string => delta(0, { type: 'text_delta', text });
export const PING = 'event: ping\ndata: {"type": "ping"}\n\n';
export const chunk = (content: string): string =>
  `data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}}}]}\n\n`;

/** When the call fails, ms from now on, while pings go on coming every `pingMs`; null within ten minutes not. */
export function failsAfter(one: Scene, pingMs: number | null = null): number | null {
  const fromMs = one.now();
  for (let ms = 0; ms < 600_000; ms += 500) {
    if (pingMs !== null && ms > 0 && ms % pingMs === 0) one.sends(PING);
    one.pass(500);
    if (one.fault() !== null) return one.now() - fromMs;
  }
  return null;
}
