import type { Sink } from '../../engine/asked.ts';
import { Fault } from '../../model/fault.ts';
import type { Gateway } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { ASK_FOR_KEY, letLook } from '../status-page/access.ts';
import { prepare, send } from '../status-page/reply.ts';

/** Numbers for monitoring systems. Beyond loopback they ask with a key of a client: what is spent is nobody else's business. */
export async function answerMetrics(gateway: Gateway, incoming: Incoming, sink: Sink): Promise<void> {
  const headers = { 'cache-control': 'no-store' };
  try {
    letLook(incoming.headers, gateway.live(), { isPublic: false });
    const body = await gateway.metrics.text(gateway.status());
    send(incoming, prepare({ status: 200, type: gateway.metrics.type, body, headers }), sink);
  } catch (error) {
    const { kind, message, rule } = Fault.from(error);
    const body = `${kind}: ${message}\n`;
    const ask = kind === 'forbidden' ? ASK_FOR_KEY : {};
    const type = 'text/plain; charset=utf-8';
    send(incoming, prepare({ status: rule.status, type, body, headers: { ...headers, ...ask } }), sink);
  }
}
