import { webhookHead } from '../../../world/webhook-signature.ts';
import { type Message, type PlaceOf, type Post, titleOf } from './message.ts';

/**
 * A CloudEvent (version 1.0, structured JSON: github.com/cloudevents/spec), signed as Standard Webhooks has it
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md), so that receivers find a library for both.
 */
export function renderWebhook(message: Message, { url, secret, token }: PlaceOf<'webhook'>): Post {
  const { id, sentAtMs } = message;
  const body = JSON.stringify(eventOf(message));
  return {
    url: url.reveal(),
    headers: {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      ...(token !== null && { authorization: `Bearer ${token.reveal()}` }),
      ...webhookHead({ id, atMs: sentAtMs, body, secret: secret?.reveal() ?? null }),
    },
    body,
  };
}

/** The same at every try, so that nothing but the time of the try and the signature differs. */
function eventOf({ id, notice, host, origin }: Message): object {
  const { kind, alert, sinceMs } = notice;
  return {
    specversion: '1.0',
    id,
    source: `/failsoft/${encodeURIComponent(origin)}`,
    type: `failsoft.${alert.type}`,
    subject: alert.episode,
    time: new Date(alert.atMs).toISOString(),
    datacontenttype: 'application/json',
    data: {
      kind,
      severity: alert.severity,
      title: titleOf(notice),
      lines: alert.lines,
      episode: alert.episode,
      surface: alert.surface,
      since: new Date(sinceMs).toISOString(),
      url: alert.url,
      host,
    },
  };
}
