import { redacted } from '../config/redacted.ts';
import type { Running, Sink } from '../engine/asked.ts';
import { Fault } from '../model/fault.ts';
import type { JournalQuery } from '../model/journal.ts';
import type { Json } from '../model/json.ts';
import { alertsOf, testAlerts } from './alerts.ts';
import { answerAvailability, AVAILABILITY } from './availability/answer.ts';
import { keepStrangersOut, requireJson } from './authorize.ts';
import { beginDrill } from './drill.ts';
import { ADMIN_QUEUE, queueAdmin } from './deferred/admin.ts';
import type { Gateway } from './gateway.ts';
import type { Incoming } from './handle.ts';
import { KEPT, keptAt, purgeKept } from './kept-answers.ts';
import { answerMetrics } from './metrics/answer.ts';
import { numberIn } from './query.ts';
import { answerStatus, isStatusPath } from './status-page/answer.ts';
import { watchedAt } from './watched.ts';

const DONE: Running = { gone: () => {}, drained: () => {} };
const ENTRIES = 50;
const ENTRIES_MAX = 1_000;
/** What has answered within the last minutes need not be asked again. */
const PROVE_OLDER_THAN_MS = 300_000;

/** Everything that the gateway itself answers. Throws a Fault. */
export function answerOwn(gateway: Gateway, incoming: Incoming, sink: Sink): Running {
  const { path, method } = incoming;
  if (isStatusPath(path)) return answerStatus(gateway, incoming, sink);
  if (path.startsWith('/admin/')) keepStrangersOut(incoming);
  if (path === '/admin/reload') {
    if (method !== 'POST') throw new Fault('no-such-path', 'POST /admin/reload');
    requireJson(incoming.headers);
    const reloaded = gateway.reload();
    send(sink, reloaded.ok ? 200 : 422, reloaded);
    return DONE;
  }
  if (path === '/admin/drill' && method === 'POST') {
    requireJson(incoming.headers);
    send(sink, 200, beginDrill(gateway.live(), bodyOf(incoming)));
    return DONE;
  }
  if (path === '/admin/prove' && method === 'POST') {
    requireJson(incoming.headers);
    void gateway.prove(PROVE_OLDER_THAN_MS).then((proofs) => send(sink, 200, { proofs }));
    return DONE;
  }
  if (path === '/admin/alerts/test' && method === 'POST') {
    requireJson(incoming.headers);
    void sendWhenKnown(testAlerts(gateway, bodyOf(incoming)), sink);
    return DONE;
  }
  if (path === `${KEPT}/purge` && method === 'POST') {
    requireJson(incoming.headers);
    void sendWhenKnown(purgeKept(gateway, bodyOf(incoming)), sink);
    return DONE;
  }
  if (path === '/admin/drill/end' && method === 'POST') {
    requireJson(incoming.headers);
    gateway.live().engine.drills.end();
    send(sink, 200, gateway.live().engine.drills.report());
    return DONE;
  }
  if (path.startsWith(ADMIN_QUEUE)) {
    if (method === 'POST') requireJson(incoming.headers);
    const told = queueAdmin(gateway, incoming, () => bodyOf(incoming));
    if (told === null) throw new Fault('no-such-path', `${method} ${path.slice(0, 200)} is not possible`);
    void sendWhenKnown(told, sink);
    return DONE;
  }
  if (method !== 'GET' && method !== 'HEAD')
    throw new Fault('no-such-path', `${method} ${path.slice(0, 200)} is not possible`);
  if (path === KEPT || path.startsWith(`${KEPT}/`)) {
    void sendWhenKnown(keptAt(gateway, incoming), sink);
    return DONE;
  }
  if (path === AVAILABILITY) return answerAvailability(gateway, incoming, sink);
  const watched = watchedAt(gateway, path, incoming.query);
  if (watched !== null) {
    void sendWhenKnown(watched, sink);
    return DONE;
  }
  switch (path) {
    case '/':
      if (saysWhatItReads(incoming)) send(sink, 200, { name: 'failsoft', ok: true });
      else sendOllamaGreeting(sink);
      return DONE;
    case '/api/hello':
    case '/healthz':
      send(sink, 200, { name: 'failsoft', ok: true });
      return DONE;
    case '/metrics':
      void answerMetrics(gateway, incoming, sink);
      return DONE;
    case '/readyz':
      send(sink, ...readiness(gateway));
      return DONE;
    case '/admin/status':
      send(sink, 200, gateway.status());
      return DONE;
    case '/admin/config':
      send(sink, 200, redacted(gateway.live().config));
      return DONE;
    case '/admin/drill':
      send(sink, 200, gateway.live().engine.drills.report());
      return DONE;
    case '/admin/alerts':
      send(sink, 200, alertsOf(gateway).status());
      return DONE;
    case '/admin/requests':
      void sendWhenKnown(requestsFor(gateway, incoming.query), sink);
      return DONE;
    default:
      throw new Fault('no-such-path', `There is nothing at ${path.slice(0, 200)}`);
  }
}

function bodyOf({ body }: Incoming): Json {
  try {
    const json: Json = JSON.parse(Buffer.from(body).toString('utf8'));
    return json;
  } catch {
    throw new Fault('bad-request', 'The body is not JSON');
  }
}

function send(sink: Sink, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  sink.head(status, {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'cache-control': 'no-store',
  });
  sink.end(body);
}

/** Browsers and programs that want JSON. */
function saysWhatItReads({ headers: { accept = '' } }: Incoming): boolean {
  return /text\/html|application\/json/.test(accept);
}

/** Clients of Ollama look for these words at the root before they ask anything (its server/routes.go). */
function sendOllamaGreeting(sink: Sink): void {
  const body = Buffer.from('Ollama is running');
  sink.head(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(body.length) });
  sink.end(body);
}

/** Ready means: every route has something that may be asked now. */
function readiness(gateway: Gateway): readonly [number, unknown] {
  const poor = gateway
    .status()
    .routes.filter(({ rungs }) => !rungs.some(({ state }) => state === 'ready'))
    .map(({ name }) => name);
  return [poor.length === 0 ? 200 : 503, { ready: poor.length === 0, routesWithoutTarget: poor }];
}

async function requestsFor(gateway: Gateway, query: string): Promise<object> {
  const parameters = new URLSearchParams(query);
  const id = parameters.get('id');
  const beforeMs = numberIn(parameters, 'before_ms');
  const beforeId = parameters.get('before_id');
  const wanted: JournalQuery = {
    limit: Math.min(numberIn(parameters, 'limit') ?? ENTRIES, ENTRIES_MAX),
    ...(id !== null && { id }),
    ...(beforeMs !== null && { beforeMs }),
    ...(beforeId !== null && { beforeId }),
    ...(parameters.get('failovers') === 'true' && { failoversOnly: true }),
  };
  return { requests: await gateway.requests(wanted) };
}

async function sendWhenKnown(answer: Promise<object>, sink: Sink): Promise<void> {
  try {
    send(sink, 200, await answer);
  } catch (error) {
    const fault = Fault.from(error);
    send(sink, fault.rule.status, { error: { type: fault.kind, message: fault.message } });
  }
}
