import { OVER, type Running, type Sink } from '../engine/asked.ts';
import { Fault } from '../model/fault.ts';
import { answerAdmin, isAdminPath } from './admin/admin.ts';
import { answerAvailability, AVAILABILITY } from './availability/answer.ts';
import { answerEditions, isEditionsPath } from './editions/answer.ts';
import type { Gateway } from './gateway.ts';
import type { Incoming } from './handle.ts';
import { sendJson } from './json.ts';
import { answerMetrics } from './metrics/answer.ts';
import { answerStatus, isStatusPath } from './status-page/answer.ts';
import { answerWriter, isWriterPath } from './writer/answer.ts';

/** Is it read in a browser, and by people? */
export function isForPeople(path: string): boolean {
  return isStatusPath(path) || isEditionsPath(path) || isWriterPath(path);
}

/** Everything that the gateway itself answers. Throws a Fault. */
export function answerOwn(gateway: Gateway, incoming: Incoming, sink: Sink): Running {
  const { path, method } = incoming;
  if (isStatusPath(path)) return answerStatus(gateway, incoming, sink);
  if (isWriterPath(path)) return answerWriter(gateway, incoming, sink);
  if (isEditionsPath(path)) return answerEditions(gateway, incoming, sink);
  if (isAdminPath(path)) return answerAdmin(gateway, incoming, sink);
  if (method !== 'GET' && method !== 'HEAD')
    throw new Fault('no-such-path', `${method} ${path.slice(0, 200)} is not possible`);
  switch (path) {
    case AVAILABILITY:
      return answerAvailability(gateway, incoming, sink);
    case '/':
      if (saysWhatItReads(incoming)) sendJson(sink, 200, { name: 'failsoft', ok: true });
      else sendOllamaGreeting(sink);
      return OVER;
    case '/api/hello':
    case '/healthz':
      sendJson(sink, 200, { name: 'failsoft', ok: true });
      return OVER;
    case '/metrics':
      void answerMetrics(gateway, incoming, sink);
      return OVER;
    case '/readyz':
      sendJson(sink, ...readiness(gateway));
      return OVER;
    default:
      throw new Fault('no-such-path', `There is nothing at ${path.slice(0, 200)}`);
  }
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
