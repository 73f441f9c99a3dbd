import type { Conversation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import type { JsonObject } from '../../model/json.ts';
import { NO_USAGE } from '../../model/reply.ts';
import { LIMITS, type Limits, type ModelRung, type Target, targetKey } from '../../model/route.ts';
import { plain } from '../../protocols/plain.ts';
import type { ProbeEnd } from '../../resilience/health.ts';
import type { Cancel } from '../../world/world.ts';
import { accessFor } from '../access.ts';
import type { Asked } from '../asked.ts';
import { type CallEnd, isSpent, openBill } from '../budgets/bill.ts';
import { leavingAfter, placeNow } from '../budgets/in-turn.ts';
import { call } from '../call/call.ts';
import type { Engine } from '../engine.ts';
import { newId } from '../new-id.ts';
import { lazyConversation } from '../prepare/body.ts';
import { prepare } from '../prepare/prepare.ts';

/** What a probe says. It is as short as a prompt can be, and so is the answer that it allows. */
export const PROBE_TEXT = 'ping';
const PROBE_TOKENS = 1;
/** What comes behind the first word of a probe is read for so long, ms, that the connection can be used again. */
const REMAINDER_MS = 2_000;

/** Faults of a key that a probe may tell the vault of. That there is no such model may be true of answers and not of vectors. */
const OF_THE_KEY = ['rate-limited', 'no-credit', 'unauthorized', 'region-blocked'] as const;

const PROMPT: Conversation = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: PROBE_TEXT }] }],
  tools: [],
  toolChoice: { kind: 'auto' },
  parallelTools: true,
  output: { kind: 'text' },
  thinking: { kind: 'default' },
  settings: { maxTokens: PROBE_TOKENS },
  unsaid: [],
};

/** A probe is no request of anybody's. */
const NOBODY = { id: '', workflow: '', route: { name: '' } };

/** `target`: `provider/model`. */
export type Probed = (target: string, end: ProbeEnd) => void;

/**
 * Probes a target with one small request, on the way that all requests take, and tells once how it went: well with its first content,
 * which has to come `withinMs`. Returns what ends it early; then nothing is told.
 */
export function probe(
  engine: Engine,
  { target: { provider, model }, withinMs }: { readonly target: Target; readonly withinMs: number },
  told: (end: ProbeEnd) => void,
): Cancel {
  const { world, vault, setup, drills } = engine;
  const startMs = world.nowMs();
  let over = false;
  const tell = (end: ProbeEnd): void => {
    if (over) return;
    over = true;
    const key = targetKey({ provider, model });
    if (end.kind === 'well') engine.proofs.note(key, world.nowMs());
    told(end);
    engine.probed(key, end);
  };
  try {
    const access = accessFor(setup, provider, plain.id);
    const pass = vault.pick(access.account, model, null, startMs);
    if (pass === null) throw new Fault('parked', 'All keys for this model rest');
    if (isSpent(engine, access.account)) throw new Fault('spent', 'It has cost as much in this hour as it may');
    const limits = limitsOf(withinMs);
    const rung: ModelRung = { kind: 'model', provider, model, tries: 1, limits };
    const asked = askedFor(newId(world), model, rung);
    const vendor = access.account.provider.id;
    const at = { vendor, rung, model, first: true, access, pass, forget: false, after: null };
    const conversation = lazyConversation(asked);
    const prepared = prepare(asked, conversation, engine, at);
    const leave = placeNow(engine, access.account);
    const closeBill = onceOnly(
      openBill(engine, { asked, conversation, account: access.account, model, before: NO_USAGE }, true),
    );
    const close = (fault: Fault | null): void => closeBill({ fault, usage: under.reader.usage(), heard: over });
    const under = call(
      world,
      {
        ...prepared,
        open: leavingAfter(drills.opening(provider, NOBODY, pass.open ?? world.open), leave),
        streamed: true,
        limits,
        secret: pass.secret,
        thinks: () => false,
      },
      {
        content: () => tell({ kind: 'well', tookMs: world.nowMs() - startMs }),
        ended: () => {
          close(null);
          tell({ kind: 'well', tookMs: world.nowMs() - startMs });
        },
        failed: (fault) => {
          close(fault);
          if (OF_THE_KEY.some((kind) => kind === fault.kind)) vault.report(pass.secret, model, fault, world.nowMs());
          tell(endOf(fault));
        },
      },
    );
    return () => {
      over = true;
      under.abort();
      close(new Fault('cancelled', 'No longer needed'));
    };
  } catch {
    // Without a key, or in words that this target has not: there is nothing to be found out this way.
    tell({ kind: 'unable' });
    return () => {};
  }
}

function onceOnly(close: (end: CallEnd) => void): (end: CallEnd) => void {
  let isClosed = false;
  return (end) => {
    if (!isClosed) close(end);
    isClosed = true;
  };
}

/** Whoever refuses a probe for reasons of the key or of the prompt is alive. */
function endOf(fault: Fault): ProbeEnd {
  if (fault.rule.against === 'target') return { kind: 'ill', fault };
  return fault.upstreamStatus === null ? { kind: 'unable' } : { kind: 'alive', fault };
}

function limitsOf(withinMs: number): Limits {
  const connectMs = Math.min(LIMITS.connectMs, withinMs);
  const totalMs = withinMs + REMAINDER_MS;
  return { ...LIMITS, connectMs, firstContentMs: withinMs, thinkingMs: withinMs, totalMs };
}

function askedFor(id: string, model: string, rung: ModelRung): Asked {
  const body: JsonObject = { model, stream: true, conversation: JSON.parse(JSON.stringify(PROMPT)) };
  return {
    id,
    caller: plain,
    embedding: null,
    body: Buffer.from(JSON.stringify(body)),
    scan: { model, stream: true, modelAt: null },
    headers: {},
    query: '',
    credential: null,
    route: { name: 'probe', match: [model], ladder: [rung], allow: null },
    standby: false,
    client: '',
    workflow: '',
  };
}
