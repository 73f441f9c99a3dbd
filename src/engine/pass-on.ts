import { Fault } from '../model/fault.ts';
import type { RequestEntry } from '../model/journal.ts';
import type { Route } from '../model/route.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { classifyBreak } from '../resilience/classify.ts';
import type { WireHeaders } from '../world/world.ts';
import type { Running, Sink } from './asked.ts';
import { accessOf, type Engine } from './engine.ts';
import { isNamed } from './headers.ts';
import type { Credential } from './vault.ts';

/** A request for a part of a provider's API that only that provider has: files, batches, lists of models. */
export type Other = {
  readonly id: string;
  readonly protocol: Protocol;
  readonly method: string;
  /** Behind the provider's base address. */
  readonly path: string;
  readonly query: string;
  readonly headers: WireHeaders;
  readonly body: Uint8Array;
  readonly route: Route;
  readonly client: string;
  readonly credential: Credential | null;
};

/** Until a head must have come, ms. Uploads take their time. */
const HEAD_MS = 120_000;

/** Passes a request to the first provider of its route and the answer back, as they are. There is no standby for it. */
export function passOn(other: Other, sink: Sink, engine: Engine): Running {
  const { world, vault, setup } = engine;
  const [rung] = other.route.ladder;
  if (rung?.kind !== 'model') throw new Fault('no-such-path', 'No provider of this route has this');
  if (other.route.allow !== null && !other.route.allow.includes(rung.provider)) {
    throw new Fault('no-such-path', 'The data policy of this route keeps it from its first provider');
  }
  const { account, protocol, origin, base, mayLoop } = accessOf(setup, rung.provider);
  if (protocol.id !== other.protocol.id)
    throw new Fault('no-such-path', `${account.provider.name} has nothing of this kind`);
  const pass = vault.pick(account, '*', other.credential, world.nowMs());
  if (pass === null) throw new Fault('parked', 'All keys of this provider rest', { retryAfterMs: 60_000 });

  const type = other.headers['content-type'];
  const headers = [
    'accept-encoding',
    'identity',
    ...(type === undefined ? [] : ['content-type', type]),
    ...(pass.header ?? []),
  ];
  for (const [name, value] of Object.entries({ ...protocol.defaultHeaders, ...other.headers })) {
    if (value !== undefined && (name in protocol.defaultHeaders || isNamed(protocol.requestHeaders, name)))
      headers.push(name, value);
  }
  if (mayLoop) headers.push('via', `1.1 ${setup.instance}`);

  const startMs = world.nowMs();
  let status = 0;
  let over = false;
  const record = (outcome: RequestEntry['outcome'], fault: Fault | null): void => {
    const tookMs = world.nowMs() - startMs;
    const target = `${account.id}${other.path}`;
    const attempt = { rung: 0, target, startedMs: 0, tookMs, fault: fault?.kind ?? null, detail: fault?.message ?? '' };
    engine.journal.record({
      id: other.id,
      atMs: world.wallMs() - tookMs,
      protocol: protocol.id,
      route: other.route.name,
      model: '',
      client: other.client,
      workflow: '',
      streamed: false,
      outcome,
      status,
      fault: fault?.kind ?? null,
      tookMs,
      mode: outcome === 'answered' ? 'primary' : null,
      servedBy: outcome === 'answered' ? target : '',
      firstContentMs: null,
      usage: null,
      lost: [],
      bodies: null,
      attempts: [
        {
          ...attempt,
          upstreamStatus: status === 0 ? null : status,
          key: pass.key,
        },
      ],
    });
  };
  const fail = (fault: Fault): void => {
    if (over) return;
    over = true;
    timer();
    if (status !== 0) {
      record('broken', fault);
      return sink.destroy();
    }
    status = other.protocol.statusOf(fault);
    record('failed', fault);
    const body = Buffer.from(JSON.stringify(other.protocol.renderError(fault, other.id)));
    sink.head(status, {
      'content-type': 'application/json',
      'content-length': String(body.length),
    });
    sink.end(body);
  };
  const timer = world.after(HEAD_MS, () => {
    exchange.abort();
    fail(new Fault('timeout', 'The provider does not answer'));
  });
  const exchange = world.open(
    {
      method: other.method,
      origin,
      path: base + other.path + other.query,
      headers,
      body: other.body.length === 0 ? null : other.body,
    },
    {
      sent: () => {},
      head: (code, answered) => {
        timer();
        status = code;
        const kept = Object.entries(answered).filter(
          ([name]) => KEPT.has(name) || isNamed(protocol.responseHeaders, name),
        );
        const served = { 'x-failsoft-served-by': account.id, 'x-failsoft-request': other.id };
        sink.head(status, { ...Object.fromEntries(kept), ...served });
      },
      bytes: (chunk) => {
        if (!sink.write(chunk)) exchange.pause();
      },
      end: () => {
        over = true;
        record('answered', null);
        sink.end();
      },
      broke: (code) => fail(classifyBreak(code, status === 0 ? 'waiting' : 'reading')),
    },
  );
  return {
    gone: () => {
      if (over) return;
      over = true;
      record('left', null);
      timer();
      exchange.abort();
    },
    drained: () => exchange.resume(),
  };
}

/** Headers of an answer that say what its body is. */
const KEPT = new Set(['content-type', 'content-length', 'content-disposition', 'etag', 'last-modified']);
