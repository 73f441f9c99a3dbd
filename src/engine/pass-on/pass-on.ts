import { Fault } from '../../model/fault.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ModelRung, Route } from '../../model/route.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { classifyBreak } from '../../resilience/classify.ts';
import type { WireHeaders } from '../../world/world.ts';
import { endsNow, OVER, type Running, type Sink } from '../asked.ts';
import { type Access, accessFor, type Engine } from '../engine.ts';
import { entryOf } from './entry.ts';
import { isNamed } from '../prepare/headers.ts';
import { watchSilence } from './silence.ts';
import { sinkWithout } from './sink-without.ts';
import type { Credential, Pass } from '../vault.ts';
import { wholeSink } from './whole-sink.ts';

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
  /** Null: nobody can be asked. */
  readonly route: Route | null;
  readonly client: string;
  readonly credential: Credential | null;
  /** What can be said when the provider does not answer; null when only the provider knows. It may throw a Fault. */
  readonly instead: (() => JsonObject) | null;
};

/** Until a head must have come, ms. Uploads take their time. */
const HEAD_MS = 120_000;
/** The same where there is something to say without the provider, ms, and so much again for all that comes behind the head. */
const HEAD_MS_IF_INSTEAD = 5_000;
/** The longest answer that may be held back until it is whole, bytes. */
const WHOLE_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Passes a request to the first provider of its route and the answer back, as they are. There is no standby for it, but some
 * things can be said without a provider. Throws a Fault.
 */
export function passOn(other: Other, sink: Sink, engine: Engine): Running {
  const { instead } = other;
  let way: Way;
  try {
    way = firstWay(other, engine);
  } catch (error) {
    if (instead === null) throw error;
    sayInstead(other, instead, sink);
    return OVER;
  }
  return passAlong(other, way, sink, engine);
}

export type Way = { readonly route: Route; readonly rung: ModelRung; readonly access: Access; readonly pass: Pass };

function firstWay({ route, protocol, credential }: Other, { world, vault, setup }: Engine): Way {
  const rung = route?.ladder[0];
  if (route === null || rung?.kind !== 'model') throw new Fault('no-such-path', 'No provider of this route has this');
  if (route.allow !== null && !route.allow.includes(rung.provider)) {
    throw new Fault('no-such-path', 'The data policy of this route keeps it from its first provider');
  }
  const access = accessFor(setup, rung.provider, protocol.id);
  const { account } = access;
  // Clouds have one way to be asked, and nothing beside it.
  if (access.dialect?.id !== protocol.id || account.provider.shape !== undefined)
    throw new Fault('no-such-path', `${account.provider.name} has nothing of this kind`);
  const pass = vault.pick(account, null, credential, world.nowMs());
  if (pass === null) throw new Fault('parked', 'All keys of this provider rest', { retryAfterMs: 60_000 });
  return { route, rung, access, pass };
}

function sayInstead(other: Other, answer: () => JsonObject, sink: Sink): void {
  let body: Buffer;
  try {
    body = Buffer.from(JSON.stringify(answer()));
  } catch (error) {
    return sayFault(other, Fault.from(error), sink);
  }
  say(200, body, { 'x-failsoft-served-by': 'failsoft', 'x-failsoft-request': other.id }, sink);
}

function sayFault({ protocol, id }: Other, fault: Fault, sink: Sink): void {
  const body = Buffer.from(JSON.stringify(protocol.renderError(fault, id)));
  say(protocol.statusOf(fault), body, { 'x-failsoft-request': id }, sink);
}

function say(status: number, body: Buffer, headers: Readonly<Record<string, string>>, sink: Sink): void {
  sink.head(status, { 'content-type': 'application/json', 'content-length': String(body.length), ...headers });
  sink.end(body);
}

function passAlong(other: Other, way: Way, to: Sink, engine: Engine): Running {
  const { world, setup } = engine;
  const { access, pass } = way;
  // What can be said without the provider is said as long as nothing of its answer has gone out.
  const out = other.instead === null ? to : wholeSink(to);
  const sink = pass.secret === null ? out : sinkWithout(pass.secret, out);
  const { protocol } = other;
  const { account, origin, base, mayLoop } = access;

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
  let length = 0;
  let over = false;
  const record = (outcome: RequestEntry['outcome'], fault: Fault | null): void => {
    engine.journal.record(entryOf(other, way, world, { outcome, fault, status, tookMs: world.nowMs() - startMs }));
  };
  const fail = (fault: Fault): void => {
    if (over) return;
    over = true;
    silence.end();
    if (other.instead !== null) {
      record('failed', fault);
      return sayInstead(other, other.instead, to);
    }
    if (status !== 0) {
      record('broken', fault);
      return sink.destroy();
    }
    status = other.protocol.statusOf(fault);
    record('failed', fault);
    sayFault(other, fault, sink);
  };
  const giveUp = (fault: Fault): void => {
    exchange.abort();
    fail(fault);
  };
  const silence = watchSilence(world, other.instead === null ? HEAD_MS : HEAD_MS_IF_INSTEAD, () =>
    giveUp(status === 0 ? new Fault('timeout', UNHEARD) : new Fault('stalled', SILENT)),
  );
  const exchange = (pass.open ?? world.open)(
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
        if (over) return;
        silence.heard();
        if (other.instead !== null && isItsTrouble(code)) {
          return giveUp(new Fault('broken', `The provider answered with status ${code}`, { upstreamStatus: code }));
        }
        status = code;
        if (other.instead === null) silence.limit(silenceMs(way.rung));
        const kept = Object.entries(answered).filter(
          ([name]) => KEPT.has(name) || isNamed(protocol.responseHeaders, name),
        );
        const served = { 'x-failsoft-served-by': account.id, 'x-failsoft-request': other.id };
        sink.head(status, { ...Object.fromEntries(kept), ...served });
      },
      bytes: (chunk) => {
        if (over) return;
        length += chunk.length;
        if (other.instead === null) silence.heard();
        else if (length > WHOLE_BYTES_MAX) return giveUp(new Fault('garbled', ENDLESS));
        if (sink.write(chunk)) return;
        silence.pause();
        exchange.pause();
      },
      end: () => {
        if (over) return;
        over = true;
        silence.end();
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
      silence.end();
      exchange.abort();
    },
    cutOff: () => giveUp(endsNow()),
    drained: () => {
      silence.resume();
      exchange.resume();
    },
  };
}

const UNHEARD = 'The provider does not answer';
const SILENT = 'The provider began to answer and went silent';
const ENDLESS = 'The answer is longer than any of its kind';

/** It may be a stream in which a model thinks. */
function silenceMs({ limits: { byteIdleMs, thinkingIdleMs } }: ModelRung): number {
  return Math.max(byteIdleMs, thinkingIdleMs);
}

/** Is it the provider's own trouble, or one with our key? What the caller did wrong, it should hear. */
function isItsTrouble(status: number): boolean {
  return status >= 500 || [401, 402, 403, 408, 429].includes(status);
}

/** Headers of an answer that say what its body is. */
const KEPT = new Set(['content-type', 'content-length', 'content-disposition', 'etag', 'last-modified']);
