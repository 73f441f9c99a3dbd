import { createServer, type ServerResponse } from 'node:http';
import { DRIP_MS, dripEvent, PATHS, PREFIXES, streamEvents, wholeAnswer, type Dialect, type Shape } from './traffic.ts';

// A provider that answers at once with bytes that were made beforehand. Its own cost is not counted.

const DIALECTS = ['anthropic', 'openai-chat'] as const satisfies readonly Dialect[];
const SHAPES = ['whole', 'few', 'fine', 'drip'] as const satisfies readonly Shape[];
/** The model stands near the beginning or the end, whoever wrote the body. */
const EDGE = 2_048;

type Canned = {
  readonly whole: Buffer;
  readonly events: readonly Buffer[];
  readonly few: readonly Buffer[];
  readonly drip: Buffer;
};

const canned = new Map<Dialect, Canned>(
  DIALECTS.map((dialect) => {
    const events = streamEvents(dialect);
    const few = [events.slice(0, 3), events.slice(3, 30), events.slice(30)].map((some) => Buffer.concat(some));
    return [dialect, { whole: wholeAnswer(dialect), events, few, drip: dripEvent(dialect) }];
  }),
);

const dripping = new Map<ServerResponse, Buffer>();
setInterval(() => {
  for (const [response, event] of dripping) response.write(event);
}, DRIP_MS).unref();

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const dialect = DIALECTS.find((name) => request.url?.startsWith(PATHS[name]));
    const shape = shapeOf(Buffer.concat(pieces), dialect);
    const bytes = dialect === undefined ? undefined : canned.get(dialect);
    if (shape === undefined || bytes === undefined) response.writeHead(404).end();
    else answer(response, shape, bytes);
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');

function shapeOf(body: Buffer, dialect: Dialect | undefined): Shape | undefined {
  if (dialect === undefined) return undefined;
  const edges = body.toString('latin1', 0, EDGE) + body.toString('latin1', Math.max(EDGE, body.length - EDGE));
  return SHAPES.find((shape) => edges.includes(`"${PREFIXES[dialect]}${shape}"`));
}

function answer(response: ServerResponse, shape: Shape, bytes: Canned): void {
  if (shape === 'whole') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.whole.length });
    response.end(bytes.whole);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  if (shape === 'drip') {
    for (const event of bytes.events.slice(0, 4)) response.write(event);
    dripping.set(response, bytes.drip);
    response.on('close', () => dripping.delete(response));
    return;
  }
  const pieces = shape === 'few' ? bytes.few : bytes.events;
  let next = 0;
  const write = (): void => {
    const piece = pieces[next];
    next += 1;
    if (piece === undefined) response.end();
    else {
      response.write(piece);
      setImmediate(write);
    }
  };
  write();
}
