import { Fault } from '../model/fault.ts';
import type { AttemptEntry } from '../model/journal.ts';
import { type Mode, type ModelRung, targetKey } from '../model/route.ts';
import type { Secret } from '../model/secret.ts';
import type { Resumed } from '../protocols/protocol.ts';
import {
  begin,
  type Command,
  type Finish,
  type Happening,
  plan,
  type Standing,
  type View,
} from '../resilience/plan.ts';
import type { Cancel } from '../world/world.ts';
import { faultAnswer, headersOf, isForCaller, JSON_TYPE, noticeAnswer, relayedError, STREAM_TYPE } from './answer.ts';
import type { Asked, Running, Sink } from './asked.ts';
import { type Call, call } from './call.ts';
import { accessOf, type Engine } from './engine.ts';
import { lazyConversation, prepare, type Prepared } from './prepare.ts';
import { journalEntry, type Ended } from './record.ts';
import { brokenEnd } from './splice.ts';

/** An attempt under way or over, with all that its end needs. */
type Attempt = {
  readonly rung: number;
  readonly target: string;
  readonly model: string;
  readonly secret: Secret | null;
  readonly ownKey: boolean;
  readonly key: number;
  readonly generation: number;
  readonly startMs: number;
  readonly prepared: Prepared;
  readonly call: Call;
};

/** The time that one request may take in all, ms. */
const DEADLINE_MS = 600_000;

/**
 * Answers one request, whatever it takes: notes what happened, asks the plan, carries out its commands, until the end.
 * Deciding is the plan's business, and nothing is decided here.
 */
export function complete(asked: Asked, sink: Sink, engine: Engine): Running {
  const { world, book, vault, setup } = engine;
  const startMs = world.nowMs();
  const conversation = lazyConversation(asked);
  const ladder = asked.standby ? asked.route.ladder : asked.route.ladder.slice(0, 1);
  let state = begin({ ladder, streamed: asked.scan.stream, startMs, deadlineMs: startMs + DEADLINE_MS });
  const attempts = new Map<number, Attempt>();
  const entries: AttemptEntry[] = [];
  const cancels = new Map<string, Cancel>();
  const heard = new Set<number>();
  let writer: Attempt | null = null;
  let shown: Resumed | null = null;
  let headSent = false;
  let firstContentMs: number | null = null;
  const recorded: Uint8Array[] = [];

  // What happens while a command is carried out waits its turn, so that the plan never sees half a step.
  const waiting: Happening[] = [];
  let busy = false;
  const happened = (happening: Happening): void => {
    waiting.push(happening);
    if (busy) return;
    busy = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const planned = plan(state, next, view);
      ({ state } = planned);
      for (const command of planned.commands) carryOut(command);
    }
    busy = false;
  };

  const view: View = {
    get nowMs() {
      return world.nowMs();
    },
    random: world.random,
    standing: (index): Standing => {
      const rung = ladder[index];
      if (rung?.kind !== 'model') return 'ready';
      if (asked.route.allow !== null && !asked.route.allow.includes(rung.provider)) return 'forbidden';
      const model = rung.model ?? asked.scan.model;
      if (vault.pick(accessOf(setup, rung.provider).account, model, asked.credential, world.nowMs()) === null)
        return 'parked';
      return book.admits(targetKey({ provider: rung.provider, model })) ? 'ready' : 'resting';
    },
  };

  const carryOut = (command: Command): void => {
    switch (command.do) {
      case 'start':
        if (command.afterMs === 0) start(command.attempt, command.rung);
        else later(`start ${command.attempt}`, command.afterMs, () => start(command.attempt, command.rung));
        break;
      case 'cancel':
        cancel(command.attempt);
        break;
      case 'commit':
        commit(command.attempt);
        break;
      case 'wake':
        later(command.timer, command.atMs - world.nowMs(), () => happened({ type: 'due', timer: command.timer }));
        break;
      case 'reassure':
        openStream(null);
        sink.write(Buffer.from(asked.caller.ping));
        break;
      case 'finish':
        finish(command.with);
        break;
    }
  };

  const later = (name: string, ms: number, wake: () => void): void => {
    cancels.get(name)?.();
    cancels.set(name, world.after(ms, wake));
  };

  const start = (id: number, index: number): void => {
    const rung = ladder[index];
    if (rung?.kind !== 'model') return;
    const model = rung.model ?? asked.scan.model;
    const target = targetKey({ provider: rung.provider, model });
    const beganMs = world.nowMs();
    const failAtOnce = (fault: Fault): void => {
      entries.push(entryOf({ rung: index, target, startMs: beganMs, key: -1 }, fault, null));
      happened({ type: 'failed', attempt: id, fault, translated: index > 0 });
    };
    try {
      const access = accessOf(setup, rung.provider);
      const pass = vault.pick(access.account, model, asked.credential, beganMs);
      if (pass === null) return failAtOnce(new Fault('parked', 'All keys for this model rest'));
      const prepared = prepare(asked, conversation, {
        rung,
        first: index === 0,
        access,
        pass,
        after: shown,
        answerBytes: setup.answerBytes,
        instance: setup.instance,
      });
      const generation = book.started(target);
      const { secret, key } = pass;
      const ownKey = access.account.keys.kind === 'own';
      attempts.set(id, {
        ...{ rung: index, target, model, secret, ownKey, key, generation, startMs: beganMs, prepared },
        call: begun(id, rung, prepared, secret),
      });
    } catch (error) {
      failAtOnce(Fault.from(error));
    }
  };

  const begun = (id: number, rung: ModelRung, prepared: Prepared, secret: Secret | null): Call => {
    const { wire, provider, reader, translated } = prepared;
    return call(
      world,
      { wire, provider, reader, secret, streamed: asked.scan.stream, limits: rung.limits },
      {
        content: (weight) => {
          const attempt = attempts.get(id);
          if (attempt !== undefined && !heard.has(id)) {
            heard.add(id);
            book.content(attempt.target, attempt.generation, world.nowMs() - attempt.startMs);
          }
          firstContentMs ??= world.nowMs() - startMs;
          happened({ type: 'content', attempt: id, weight });
        },
        ended: () => {
          close(id, null);
          happened({ type: 'ended', attempt: id });
        },
        failed: (fault) => {
          close(id, fault);
          if (writer === attempts.get(id)) {
            shown = reader.resumed();
            writer = null;
          }
          happened({ type: 'failed', attempt: id, fault, translated });
        },
      },
    );
  };

  /** What an attempt's end says about its target and its key. */
  const close = (id: number, fault: Fault | null): void => {
    const attempt = attempts.get(id);
    if (attempt === undefined) return;
    book.ended(attempt.target, attempt.generation, fault);
    if (fault !== null && attempt.ownKey) vault.report(attempt.secret, attempt.model, fault, world.nowMs());
    entries.push(entryOf(attempt, fault, attempt.call.head()?.status ?? null));
  };

  const cancel = (id: number): void => {
    cancels.get(`start ${id}`)?.();
    const attempt = attempts.get(id);
    if (attempt === undefined) return;
    attempt.call.abort();
    close(id, new Fault('cancelled', 'No longer needed'));
  };

  const entryOf = (
    { rung, target, startMs: beganMs, key }: Pick<Attempt, 'rung' | 'target' | 'startMs' | 'key'>,
    fault: Fault | null,
    status: number | null,
  ): AttemptEntry => ({
    ...{ rung, target, key },
    startedMs: beganMs - startMs,
    tookMs: world.nowMs() - beganMs,
    fault: fault?.kind ?? null,
    detail: fault?.message ?? '',
    upstreamStatus: fault?.upstreamStatus ?? status,
  });

  const write = (bytes: Uint8Array): boolean => {
    if (setup.bodies) recorded.push(bytes);
    return sink.write(bytes);
  };

  const commit = (id: number): void => {
    const attempt = attempts.get(id);
    if (attempt === undefined) return;
    writer = attempt;
    if (!asked.scan.stream) return;
    openStream(attempt);
    attempt.call.commit(write);
  };

  const openStream = (by: Attempt | null): void => {
    if (headSent) return;
    headSent = true;
    sink.head(200, { 'content-type': STREAM_TYPE, 'cache-control': 'no-cache', ...headersBy(by) });
  };

  const headersBy = (by: Attempt | null): Record<string, string> =>
    headersOf(asked, {
      mode: by === null ? null : modeOf(by),
      servedBy: by?.target ?? '',
      attempts: attempts.size,
      losses: by?.prepared.losses ?? [],
      tookMs: world.nowMs() - startMs,
      upstream: by?.prepared.provider.id === asked.caller.id ? (by.call.head()?.headers ?? {}) : {},
    });

  const modeOf = ({ rung, target }: Pick<Attempt, 'rung' | 'target'>): Mode => {
    if (rung === 0) return 'primary';
    return accessOf(setup, target.slice(0, target.indexOf('/'))).account.provider.local ? 'local' : 'standby';
  };

  const finish = (end: Finish): void => {
    for (const stop of cancels.values()) stop();
    switch (end.kind) {
      case 'answer':
        return answered(attempts.get(end.attempt));
      case 'notice':
        return noticed(end.rung);
      case 'fault':
        return faulted(end.fault, end.attempt === null ? undefined : attempts.get(end.attempt));
      case 'broken':
        sink.write(brokenEnd(asked.caller, end.fault, asked.scan.model));
        sink.destroy();
        return record({
          outcome: 'broken',
          status: 200,
          by: writer ?? attempts.get(attempts.size - 1),
          fault: end.fault,
        });
      case 'left':
        return record({ outcome: 'left', status: 499, by: writer ?? undefined, fault: null });
    }
  };

  const answered = (by: Attempt | undefined): void => {
    if (by === undefined) return;
    if (asked.scan.stream) sink.end();
    else {
      by.call.commit((body) => {
        if (setup.bodies) recorded.push(body);
        sink.head(200, { 'content-type': JSON_TYPE, 'content-length': String(body.length), ...headersBy(by) });
        sink.end(body);
        return true;
      });
    }
    record({ outcome: 'answered', status: 200, by, fault: null });
  };

  const noticed = (index: number): void => {
    const rung = ladder[index];
    const body = noticeAnswer(asked, rung?.kind === 'notice' ? rung.text : '');
    if (!headSent) {
      const type = asked.scan.stream ? STREAM_TYPE : JSON_TYPE;
      const served = {
        servedBy: '',
        attempts: attempts.size,
        losses: [],
        tookMs: world.nowMs() - startMs,
        upstream: {},
      };
      const headers = headersOf(asked, { ...served, mode: 'notice' });
      sink.head(200, { 'content-type': type, 'content-length': String(body.length), ...headers });
    }
    if (setup.bodies) recorded.push(body);
    sink.end(body);
    record({ outcome: 'answered', status: 200, by: undefined, fault: null, mode: 'notice' });
  };

  const faulted = (fault: Fault, by: Attempt | undefined): void => {
    const own = by?.call.error() ?? null;
    if (headSent) {
      sink.write(brokenEnd(asked.caller, fault, asked.scan.model));
      sink.destroy();
      return record({ outcome: 'failed', status: 200, by: undefined, fault });
    }
    const relayed = own !== null && by?.prepared.provider.id === asked.caller.id && isForCaller(fault, by.ownKey);
    const told = relayed
      ? {
          status: own.status,
          headers: { 'content-type': own.headers['content-type'] ?? JSON_TYPE },
          body: relayedError(own, by.secret),
        }
      : faultAnswer(asked, explained(fault, entries));
    sink.head(told.status, {
      ...headersBy(relayed ? by : null),
      ...told.headers,
      'content-length': String(told.body.length),
    });
    sink.end(told.body);
    record({ outcome: 'failed', status: told.status, by: undefined, fault });
  };

  const record = ({
    by,
    mode = null,
    ...ended
  }: Omit<Ended, 'servedBy' | 'mode' | 'usage' | 'losses'> & { by: Attempt | undefined; mode?: Mode | null }): void => {
    engine.journal.record(
      journalEntry(asked, {
        ...ended,
        mode: by === undefined ? mode : modeOf(by),
        servedBy: by?.target ?? '',
        usage: by?.call.reader.usage() ?? null,
        losses: by?.prepared.losses ?? [],
        attempts: entries,
        atMs: world.wallMs() - (world.nowMs() - startMs),
        tookMs: world.nowMs() - startMs,
        firstContentMs,
        answer: setup.bodies ? Buffer.concat(recorded).toString('utf8') : null,
      }),
    );
  };

  happened({ type: 'asked' });
  return {
    gone: () => happened({ type: 'caller-gone' }),
    drained: () => writer?.call.resume(),
  };
}

/** The fault that is told, and in brief what else was tried, so that nobody has to look for it in a log. */
function explained(fault: Fault, entries: readonly AttemptEntry[]): Fault {
  if (entries.length < 2) return fault;
  const tried = entries.map(({ target, fault: kind }) => `${target}: ${kind ?? 'answered'}`).join('; ');
  return new Fault(fault.kind, `${fault.message} (tried ${tried})`, {
    limit: fault.limit,
    ...(fault.retryAfterMs !== null && { retryAfterMs: fault.retryAfterMs }),
  });
}
