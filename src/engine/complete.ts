import type { AttemptEntry } from '../model/journal.ts';
import type { Resumed } from '../protocols/protocol.ts';
import { begin, type Command, type Finish, type Happening, plan } from '../resilience/plan.ts';
import type { Cancel } from '../world/world.ts';
import { type Asked, deadlineOf, type Running, type Sink } from './asked.ts';
import { type Attempt, startAttempt } from './attempt.ts';
import { lazyConversation } from './body.ts';
import type { Engine } from './engine.ts';
import { ladderFor, placeOf, vendorOf } from './ladder.ts';
import { viewOf } from './view.ts';
import { voice } from './voice.ts';

/**
 * Answers one request, whatever it takes: notes what happened, asks the plan, carries out its commands, until the end.
 * Deciding is the plan's business (resilience/plan.ts); asking is the attempt's, speaking the voice's.
 */
export function complete(asked: Asked, sink: Sink, engine: Engine): Running {
  const { world } = engine;
  const startMs = world.nowMs();
  const conversation = lazyConversation(asked);
  const ladder = ladderFor(asked, conversation);
  const view = viewOf(asked, ladder, engine);
  const tried: AttemptEntry[] = [];
  const caller = voice(asked, sink, engine, { tried, conversation });
  const attempts = new Map<number, Attempt>();
  const timers = new Map<string, Cancel>();
  const home = engine.sessions.homeOf(asked, conversation);
  let state = begin({
    ladder,
    streamed: asked.scan.stream,
    startMs,
    deadlineMs: deadlineOf(asked, startMs),
    home: home === null ? null : placeOf(ladder, home, asked.scan.model),
  });
  let writer: Attempt | null = null;
  let shown: Resumed | null = null;

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

  const carryOut = (command: Command): void => {
    switch (command.do) {
      case 'start':
        engine.purse.spend(command.why);
        if (command.afterMs === 0) return start(command.attempt, command.rung);
        return later(`start ${command.attempt}`, command.afterMs, () => start(command.attempt, command.rung));
      case 'cancel':
        timers.get(`start ${command.attempt}`)?.();
        return attempts.get(command.attempt)?.cancel();
      case 'commit':
        return commit(attempts.get(command.attempt));
      case 'wake': {
        const { timer } = command;
        return later(timer, command.atMs - world.nowMs(), () => happened({ type: 'due', timer }));
      }
      case 'reassure':
        caller.open(null);
        return caller.ping();
      case 'finish':
        for (const cancel of timers.values()) cancel();
        return finish(command.with);
    }
  };

  const later = (name: string, ms: number, wake: () => void): void => {
    timers.get(name)?.();
    timers.set(name, world.after(ms, wake));
  };

  const start = (id: number, index: number): void => {
    const rung = ladder[index];
    if (rung?.kind !== 'model') return;
    const place = asked.route.ladder.indexOf(rung);
    const attempt = startAttempt(
      engine,
      {
        asked,
        conversation,
        place,
        first: index === 0,
        vendor: vendorOf(engine, ladder),
        rung,
        forget: refusedThoughts(tried, place),
        after: shown,
        sinceMs: startMs,
      },
      {
        content: (weight) => happened({ type: 'content', attempt: id, weight }),
        late: () => happened({ type: 'late', attempt: id }),
        opened: () => happened({ type: 'opened', attempt: id }),
        ended: () => happened({ type: 'ended', attempt: id }),
        failed: (fault, translated) => {
          if (writer !== null && writer === attempts.get(id)) {
            shown = writer.call.reader.resumed();
            writer = null;
          }
          happened({ type: 'failed', attempt: id, fault, translated });
        },
        closed: (entry) => tried.push(entry),
      },
    );
    if (attempt !== null) attempts.set(id, attempt);
  };

  const commit = (attempt: Attempt | undefined): void => {
    if (attempt === undefined) return;
    writer = attempt;
    if (!asked.scan.stream) return;
    caller.open(attempt);
    attempt.call.commit(caller.write);
  };

  const finish = (end: Finish): void => {
    switch (end.kind) {
      case 'answer': {
        const by = attempts.get(end.attempt);
        if (by === undefined) return;
        caller.answer(by);
        engine.purse.earn(state.tries[end.attempt]?.why ?? 'first');
        return engine.sessions.served(asked, conversation, by.target, by.mode === 'primary');
      }
      case 'notice': {
        const rung = ladder[end.rung];
        return caller.notice(rung?.kind === 'notice' ? rung.text : '', shown);
      }
      case 'fault':
        return caller.fault(end.fault, (end.attempt === null ? null : attempts.get(end.attempt)) ?? null);
      case 'broken':
        return caller.broken(end.fault, attempts.get(end.attempt) ?? null);
      case 'left':
        return caller.left(writer);
    }
  };

  happened({ type: 'asked' });
  return {
    gone: () => happened({ type: 'caller-gone' }),
    drained: () => writer?.call.resume(),
  };
}

function refusedThoughts(tried: readonly AttemptEntry[], place: number): boolean {
  return tried.some(({ rung, fault }) => rung === place && fault === 'foreign-thought');
}
