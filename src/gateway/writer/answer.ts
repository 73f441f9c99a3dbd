import { OVER, type Running, type Sink } from '../../engine/asked.ts';
import { Fault } from '../../model/fault.ts';
import type { Gateway } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { sendJson } from '../json.ts';
import { event } from '../status-page/audience.ts';
import { letWrite } from './access.ts';
import { answerApi } from './api.ts';
import { pageAt } from './pages.ts';

export function isWriterPath(path: string): boolean {
  return path === '/writer' || path.startsWith('/writer/');
}

const API = '/writer/api/';
const EVENTS = `${API}events`;

/** A stream that lasts as long as a page is open. */
export const isWriterLine = (path: string): boolean => path === EVENTS;

/** The writing assistant: its page, and the documents. Never throws. */
export function answerWriter(gateway: Gateway, incoming: Incoming, sink: Sink): Running {
  const { path, method } = incoming;
  const live = gateway.live();
  try {
    if (path === '/writer') {
      sink.head(308, { location: '/writer/', 'content-length': '0' });
      sink.end();
      return OVER;
    }
    if (!path.startsWith(API)) {
      if (method !== 'GET' && method !== 'HEAD') throw new Fault('no-such-path', 'GET is what is possible here');
      void sendPage(incoming, sink);
      return OVER;
    }
    letWrite(incoming, live);
    if (path === EVENTS) return gateway.writer.audience.join(sink, event('beat', { atMs: live.engine.world.wallMs() }));
    void answerApi({ ...incoming, path: path.slice(API.length) }, gateway.writer, live).then(
      (body) => sendJson(sink, 200, body, NO_GUESSING),
      (error: unknown) => sendTrouble(sink, error),
    );
  } catch (error) {
    sendTrouble(sink, error);
  }
  return OVER;
}

async function sendPage({ path, method, headers: asked }: Incoming, sink: Sink): Promise<void> {
  try {
    const name = path.slice('/writer/'.length);
    const { type, bytes, gzipped, tag, headers } = await pageAt(name === '' ? 'index.html' : name);
    const always = { ...headers, etag: tag, vary: 'accept-encoding' };
    if (asked['if-none-match'] === tag) {
      sink.head(304, always);
      sink.end();
      return;
    }
    const small = gzipped !== null && /\bgzip\b/.test(asked['accept-encoding'] ?? '');
    const body = small ? gzipped : bytes;
    const encoding = small ? { 'content-encoding': 'gzip' } : {};
    sink.head(200, { ...always, ...encoding, 'content-type': type, 'content-length': String(body.length) });
    if (method === 'HEAD') sink.end();
    else sink.end(body);
  } catch (error) {
    sendTrouble(sink, error);
  }
}

/** What it is, a browser is told, and need not guess. */
const NO_GUESSING = { 'x-content-type-options': 'nosniff' };

function sendTrouble(sink: Sink, error: unknown): void {
  const { kind, message, rule } = Fault.from(error);
  sendJson(sink, rule.status, { error: { type: kind, message } }, NO_GUESSING);
}
