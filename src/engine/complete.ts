import { Fault } from '../model/fault.ts';
import type { AttemptEntry } from '../model/journal.ts';
import { type BelowRung, type ModelRung, targetOf } from '../model/route.ts';
import type { Resumed } from '../protocols/protocol.ts';
import { isAlone } from '../resilience/alone.ts';
import { begin, plan } from '../resilience/plan.ts';
import type { Command, Finish, Happening } from '../resilience/request-state.ts';
import type { Cancel } from '../world/world.ts';
import { type Asked, endsNow, type Running, type Sink, timesOf } from './asked.ts';
import { type Attempt, startAttempt } from './attempt.ts';
import { type BelowAnswer, type Kept, nothingKept } from './below/below.ts';
import { lookBelow, nothingIn } from './below/look-below.ts';
import { noticeFault, noticeText } from './below/notice.ts';
import { FREE, hasLimit, inTurn } from './budgets/in-turn.ts';
import type { Engine } from './engine.ts';
import { ladderFor, placeOf, vendorOf } from './ladder.ts';
import { lazyConversation } from './prepare/body.ts';
import { needsIn } from './probes/proofs.ts';
import { continued } from './splice/continued.ts';
import { trail } from './trail.ts';
import { viewOf } from './view.ts';
import { voice } from './voice.ts';

/**
 * Answers one request, whatever it takes: notes what happened, asks the plan, carries out its commands, until the end.
 * Deciding is the plan's business (resilience/plan.ts); asking is the attempt's, speaking the voice's.
 */
export function complete(asked: Asked, sink: Sink, engine: Engine, keptFor: Kept = nothingKept): Running {
  const { world } = engine;
  const startMs = world.nowMs();
  const conversation = lazyConversation(asked);
  const ladder = ladderFor(asked, conversation);
  const answer = continued(asked, engine, { ladder, conversation });
  const { tried, closed, handedOver, hadNoPlace, passedOver } = trail(engine, asked, ladder);
  const caller = voice(asked, sink, engine, { tried, conversation, answer });
  const below = lookBelow(asked, engine, keptFor);
  const view = viewOf(asked, ladder, engine, { conversation, answer, below });
  const attempts: (Attempt | undefined)[] = [];
  const timers = new Map<string, Cancel>();
  const home = engine.sessions.homeOf(asked, conversation);
  let state = begin({
    ladder,
    streamed: asked.scan.stream,
    startMs,
    ...timesOf(asked, startMs),
    home: home === null ? null : placeOf(ladder, home, asked.scan.model),
  });
  let writer: Attempt | null = null;
  let shown: Resumed | null = null;
  let kept: BelowAnswer | null = null;

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
        if (command.why === 'continue') handOver(state.brokeOff?.id ?? -1);
        if (command.afterMs === 0) return start(command);
        return later(`start ${command.attempt}`, command.afterMs, () => start(command));
      case 'cancel':
        timers.get(`start ${command.attempt}`)?.();
        return attempts[command.attempt]?.cancel();
      case 'leave': {
        const { attempt, sinceMs } = command;
        timers.get(`start ${attempt}`)?.();
        const rung = ladder[state.tries[attempt]?.rung ?? -1];
        if (attempts[attempt] !== undefined) return attempts[attempt].cancel();
        if (rung?.kind === 'model') hadNoPlace(rung, sinceMs, new Fault('full', 'Somebody else had one first'));
        return;
      }
      case 'commit':
      case 'restart':
        return commit(attempts[command.attempt], command.do === 'restart');
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

  const start = (command: Start): void => {
    const rung = ladder[command.rung];
    passedOver(command.rung);
    if (rung === undefined || rung.kind === 'notice') return;
    if (rung.kind !== 'model') return goBelow(command.attempt, rung);
    if (hasLimit(engine, rung)) takeTurn(command, rung);
    else askRung(command, rung, FREE);
  };

  const takeTurn = (command: Start, rung: ModelRung): void => {
    const sinceMs = world.nowMs();
    let begun = false;
    const stopWaiting = inTurn(
      engine,
      {
        asked,
        rung,
        ladder,
        patience: command.patience,
        deadlineMs: state.deadlineMs,
        isAlone: () => isAlone(state, command.attempt, view),
      },
      {
        begin: (leave) => {
          begun = true;
          timers.delete(`start ${command.attempt}`);
          askRung(command, rung, leave);
        },
        full: (fault) => {
          hadNoPlace(rung, sinceMs, fault);
          happened({ type: 'failed', attempt: command.attempt, fault, translated: false });
        },
        freed: () => happened({ type: 'freed', attempt: command.attempt, sinceMs }),
      },
    );
    if (!begun) timers.set(`start ${command.attempt}`, stopWaiting);
  };

  const goBelow = (attempt: number, rung: BelowRung): void => {
    const cancel = below.look(rung, (found) => {
      timers.delete(`start ${attempt}`);
      kept = found;
      if (found !== null) happened({ type: 'kept', attempt });
      else happened({ type: 'failed', attempt, fault: nothingIn(rung), translated: false });
    });
    if (state.tries[attempt]?.state === 'running') timers.set(`start ${attempt}`, cancel);
  };

  const askRung = (command: Start, rung: ModelRung, leave: Cancel): void => {
    const { attempt: id, rung: index, why } = command;
    // Timers are late, after a sleep by far. Where the end of the request is due as well, nobody is asked before that: it may be put off.
    if (world.nowMs() >= state.deadlineMs) {
      leave();
      return later(`start ${id}`, 1, () => start(command));
    }
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
        why,
        leave,
        forget: refusedThoughts(tried, place),
        // Who answers anew goes on behind nothing.
        after: state.brokeOff === null ? shown : null,
        going: why === 'continue' ? answer.going(targetOf(rung, asked.scan.model)) : null,
        mayBeContinued: answer.isOn,
        sinceMs: startMs,
        isAlone: () => isAlone(state, id, view),
      },
      {
        content: (weight) => happened({ type: 'content', attempt: id, weight }),
        late: () => happened({ type: 'late', attempt: id }),
        opened: () => happened({ type: 'opened', attempt: id }),
        ended: () => happened({ type: 'ended', attempt: id }),
        failed: (fault, translated) => {
          if (writer !== null && writer === attempts[id]) {
            shown = writer.call.resumed();
            writer = null;
          }
          happened({ type: 'failed', attempt: id, fault, translated });
        },
        closed: (entry) => closed(id, entry),
      },
    );
    if (attempt === null) leave();
    else attempts[id] = attempt;
  };

  const commit = (attempt: Attempt | undefined, anew: boolean): void => {
    if (attempt === undefined) return;
    writer = attempt;
    if (!asked.scan.stream) return;
    caller.open(attempt);
    if (anew) caller.restart(attempt);
    attempt.call.commit(caller.write);
  };

  /** Notes which part of the answer is from an attempt that writes no more. */
  const handOver = (id: number): void => {
    const by = attempts[id];
    if (by !== undefined) handedOver(id, () => answer.handedOver(by.target, by.call.reader.usage()));
  };

  const finish = (end: Finish): void => {
    speak(end);
    answer.forget();
  };

  const speak = (end: Finish): void => {
    switch (end.kind) {
      case 'answer': {
        const by = attempts[end.attempt];
        if (by === undefined) return;
        if (state.brokeOff !== null) handOver(end.attempt);
        caller.answer(by);
        engine.purse.earn(state.tries[end.attempt]?.why ?? 'first');
        if (asked.embedding === null) engine.proofs.answered(by.target, () => needsIn(asked, conversation));
        return engine.sessions.served(asked, conversation, by.target, by.mode === 'primary');
      }
      case 'kept':
        return kept === null ? undefined : caller.below(kept, shown);
      case 'notice': {
        passedOver(end.rung);
        const rung = ladder[end.rung];
        if (rung?.kind !== 'notice') return;
        const away = { asked, ladder, tried };
        if (rung.as === 'error') return caller.fault(noticeFault(rung, away, engine), null);
        return caller.notice(noticeText(rung, away, engine), shown);
      }
      case 'fault':
        passedOver(ladder.length);
        if (end.attempt !== null) engine.repeats.failed(asked, end.fault);
        return caller.fault(end.fault, (end.attempt === null ? null : attempts[end.attempt]) ?? null);
      case 'broken':
        handOver(end.attempt);
        return caller.broken(end.fault, attempts[end.attempt] ?? null);
      case 'left':
        return caller.left(writer);
    }
  };

  happened({ type: 'asked' });
  return {
    gone: () => happened({ type: 'caller-gone' }),
    cutOff: () => happened({ type: 'cut-off', fault: endsNow() }),
    drained: () => writer?.call.resume(),
  };
}

type Start = Extract<Command, { readonly do: 'start' }>;

function refusedThoughts(tried: readonly AttemptEntry[], place: number): boolean {
  return tried.some(({ rung, fault }) => rung === place && fault === 'foreign-thought');
}
