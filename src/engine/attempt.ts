import { Fault } from '../model/fault.ts';
import type { AttemptEntry } from '../model/journal.ts';
import { NO_USAGE } from '../model/reply.ts';
import { type Mode, type ModelRung, targetKey } from '../model/route.ts';
import type { Secret } from '../model/secret.ts';
import { asksForJson } from '../protocols/glance.ts';
import type { Parsed, Resumed } from '../protocols/protocol.ts';
import { asksToThink } from '../protocols/scan.ts';
import type { Why } from '../resilience/budget.ts';
import { isSuspect } from '../resilience/hedge.ts';
import { isExtra } from '../resilience/spend.ts';
import type { Cancel, World } from '../world/world.ts';
import { type Asked, isUnwanted } from './asked.ts';
import { openBill } from './budgets/bill.ts';
import { leavingAfter } from './budgets/in-turn.ts';
import { type Call, call } from './call/call.ts';
import { openAfter } from './call/open-after.ts';
import { openKept } from './call/open-kept.ts';
import type { Access, Engine } from './engine.ts';
import { watchBeginning } from './health/lateness.ts';
import { prepareEmbedding } from './prepare/embed.ts';
import { prepare, type Prepared } from './prepare/prepare.ts';
import { cautionFor, holdBack } from './readers/hold-back.ts';
import type { Going } from './splice/ask-to-continue.ts';
import { wayTo } from './way.ts';

/** One rung being tried. */
export type Attempt = {
  readonly target: string;
  readonly mode: Mode;
  /** Whom it was asked of: the account, and its key by position. */
  readonly account: string;
  readonly key: number;
  readonly prepared: Prepared;
  readonly call: Call;
  /** The key that must not be repeated, and whether it is one of ours. */
  readonly secret: Secret | null;
  readonly ownKey: boolean;
  readonly cancel: () => void;
};

export type AttemptOptions = {
  readonly asked: Asked;
  /** The caller's body as a Conversation, read when it is needed. */
  readonly conversation: () => Parsed;
  readonly rung: ModelRung;
  /** Why it is asked. */
  readonly why: Why;
  /** Gives the place at its target back, once nothing goes on there any more. */
  readonly leave: Cancel;
  /** Where the rung stands in the ladder of the route, whichever of its rungs are for requests of this kind. */
  readonly place: number;
  /** Is it the best of those that are? */
  readonly first: boolean;
  /** The provider that the request was meant for. */
  readonly vendor: string;
  /** The target has refused thoughts of earlier turns: it is asked without. */
  readonly forget: boolean;
  /** Where the caller's stream has to go on; null when it has shown nothing yet. */
  readonly after: Resumed | null;
  /** How it goes on with what another attempt has said; null when it answers itself. */
  readonly going: Going | null;
  /** Will somebody else go on with its answer, if it breaks off? */
  readonly mayBeContinued: boolean;
  /** When the request began, monotonic ms. */
  readonly sinceMs: number;
  /** Is there nobody else who could answer? */
  readonly isAlone: () => boolean;
};

export type AttemptEvents = {
  readonly content: (weight: 'soft' | 'hard') => void;
  /** Nothing of an answer has come in the time in which nearly all answers of this target begin. */
  readonly late: () => void;
  /** The breaker of its target has opened, by what others met there. */
  readonly opened: () => void;
  readonly ended: () => void;
  readonly failed: (fault: Fault, translated: boolean) => void;
  /** The attempt is over, in whatever way; called once, before `ended` or `failed`. */
  readonly closed: (entry: AttemptEntry) => void;
};

/**
 * Asks one target, and notes what its answer says about the target and about the key. A request that cannot be made ready
 * for the target is a failed attempt like any other; then there is no Attempt.
 */
export function startAttempt(engine: Engine, options: AttemptOptions, on: AttemptEvents): Attempt | null {
  const { world, book, vault, setup, openings } = engine;
  const { asked, conversation, place, first, vendor, rung, why, leave } = options;
  const { forget, after, going, mayBeContinued, sinceMs } = options;
  const model = rung.model ?? asked.scan.model;
  const target = targetKey({ provider: rung.provider, model });
  const startMs = world.nowMs();
  const entry = (fault: Fault | null, status: number | null, key: number): AttemptEntry => ({
    rung: place,
    target,
    startedMs: startMs - sinceMs,
    tookMs: world.nowMs() - startMs,
    fault: fault?.kind ?? null,
    detail: fault?.message ?? (takenUp === 0 ? '' : `Taken up again where its line broke: ${takenUp}`),
    upstreamStatus: fault?.upstreamStatus ?? status,
    key,
  });

  let takenUp = 0;
  let strayed = false;
  const access = wayTo(engine, { asked, conversation, rung, model, first });
  let prepared: Prepared;
  const pass = vault.pick(access.account, model, asked.credential, startMs);
  try {
    if (isUnwanted(asked, target)) throw new Fault('unsayable', 'The caller wants somebody else to answer');
    if (pass === null) throw new Fault('parked', 'All keys for this model rest');
    const judged = going && {
      ...going,
      judged: (fits: boolean): void => {
        strayed = !fits;
        going.judged(fits);
      },
    };
    const at = { vendor, rung, model, first, access, pass, forget, after, going: judged };
    prepared =
      asked.embedding === null
        ? prepare(asked, conversation, engine, at)
        : prepareEmbedding(asked, asked.embedding, setup, at);
  } catch (error) {
    const fault = Fault.from(error);
    on.closed(entry(fault, null, -1));
    on.failed(fault, !first);
    return null;
  }

  const generation = book.started(target);
  const closeBill = openBill(
    engine,
    { asked, conversation, account: access.account, model, before: going?.usage ?? NO_USAGE },
    isExtra(why),
  );
  const ownKey = ['own', 'cloud'].includes(access.account.keys.kind);
  let heard = false;
  let over = false;
  const unwatch = openings.watch(target, on.opened);
  const { streamed, keeping } = prepared;
  const beginning = watchBeginning(engine, { streamed, body: asked.body, target, generation }, on.late);
  const begun = (): void => {
    if (!heard) beginning.begun();
    heard = true;
  };
  const caution = cautionFor(asked, {
    isJson: mayBeContinued && prepared.own && asksForJson(asked.body),
    isSuspect: isSuspect(book.of(target)),
  });
  const heldBack = caution === null ? null : holdBack(prepared.reader, caution, world, () => under.flush());
  const close = (fault: Fault | null): void => {
    over = true;
    unwatch();
    heldBack?.over();
    // A whole answer has no beginning of its own.
    if (fault === null && !streamed) beginning.begun();
    if (fault?.kind === 'timeout') beginning.givenUp();
    // Who goes on counts what others have said, too, and says nothing about speed.
    beginning.over(fault === null && going === null ? (under.reader.usage()?.outputTokens ?? null) : null);
    // That a model finds no place in another's text says nothing against its health.
    const said = strayed ? new Fault('cancelled', 'It did not find the place') : fault;
    book.ended(target, generation, said, streamed ? null : world.nowMs() - startMs);
    closeBill({ fault, usage: under.reader.usage(), heard });
    if (fault !== null && ownKey) vault.report(pass.secret, model, fault, world.nowMs());
    on.closed(entry(fault, under.head()?.status ?? null, pass.key));
  };
  const again = (): void => {
    takenUp += 1;
    // The caller has noticed nothing, but it has broken off.
    book.dripped(target, generation, new Fault('cut', 'The line broke in the middle of the answer'));
  };
  const open = engine.drills.opening(rung.provider, asked, openFor(access, pass.open ?? world.open));
  const under = call(
    world,
    {
      ...prepared,
      reader: heldBack?.reader ?? prepared.reader,
      open: leavingAfter(keeping === null ? open : openKept(open, { keeping, world, again }), leave),
      limits: rung.limits,
      expected: beginning.expected,
      isAlone: options.isAlone,
      secret: pass.secret,
      thinks: () => asksToThink(asked.body),
    },
    {
      held: begun,
      content: (weight) => {
        begun();
        on.content(weight);
      },
      slow: (fault) => book.dripped(target, generation, fault),
      ended: () => {
        close(null);
        on.ended();
      },
      failed: (fault) => {
        close(fault);
        on.failed(fault, prepared.translated);
      },
    },
  );
  return {
    target,
    account: access.account.id,
    key: pass.key,
    mode: first ? 'primary' : access.account.provider.local ? 'local' : 'standby',
    prepared,
    call: under,
    secret: pass.secret,
    ownKey,
    cancel: () => {
      if (over) return;
      under.abort();
      beginning.givenUp();
      close(new Fault('cancelled', 'No longer needed'));
    },
  };
}

function openFor({ protocol: { opening }, base }: Access, open: World['open']): World['open'] {
  return opening === undefined ? open : openAfter(open, { opening, base });
}
