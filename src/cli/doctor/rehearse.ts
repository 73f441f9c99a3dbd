import { Unanswered } from '../../ask.ts';
import type { Config } from '../../config/config.ts';
import { type Sandbox, startSandbox } from '../../drill/sandbox/sandbox.ts';
import { Fault } from '../../model/fault.ts';
import type { ModelRung, Route } from '../../model/route.ts';
import { Secret } from '../../model/secret.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { ProtocolId } from '../../protocols/protocol.ts';
import type { Account } from '../../providers/account.ts';
import { openai } from '../../providers/openai.ts';
import { askIn } from '../running/answering.ts';
import { openQuietly } from '../serving/quiet.ts';
import { smallest } from './question.ts';

/** What came of one question that went the whole way through a gateway. */
export type Passage =
  | { readonly kind: 'answered'; readonly servedBy: string; readonly mode: string; readonly firstContentMs: number }
  | { readonly kind: 'failed'; readonly detail: string };

/** What came of a route: asked in every dialect, and with its first rung switched off. */
export type Rehearsal = {
  readonly route: string;
  readonly asked: readonly { readonly protocol: ProtocolId; readonly passage: Passage }[];
  /** Null where no model stands behind the first one. */
  readonly switchedOff: { readonly provider: string; readonly passage: Passage } | null;
};

/** A route, and the name to ask it by. */
export type Subject = { readonly route: Route; readonly model: string };

/** The dialects that a gateway is asked in. */
export function dialects(): readonly ProtocolId[] {
  return Object.values(PROTOCOLS).map(({ id }) => id);
}

/**
 * Asks routes as clients do, through gateways that listen: once in every dialect as they are, and once with a simulated
 * provider that is overloaded in the place of the first rung. Nothing of it reaches the gateway that runs.
 */
export async function rehearse(config: Config, subjects: readonly Subject[]): Promise<readonly Rehearsal[]> {
  const sandbox = await startSandbox({ pace: 'instant' });
  const asIs = await openQuietly(config, 'doctor');
  const without = await openQuietly(withoutFirst(config, sandbox), 'doctor').catch(async (error: unknown) => {
    await asIs.close();
    await sandbox.close();
    throw error;
  });
  try {
    const rehearsals: Rehearsal[] = [];
    // One after the other: what a limit refuses would look like a fault.
    for (const subject of subjects)
      rehearsals.push(await rehearseOne(subject, { asIs: asIs.url, without: without.url }));
    return rehearsals;
  } finally {
    await Promise.all([asIs.close(), without.close()]);
    await sandbox.close();
  }
}

type Urls = { readonly asIs: string; readonly without: string };

async function rehearseOne({ route, model }: Subject, { asIs, without }: Urls): Promise<Rehearsal> {
  const asked: { readonly protocol: ProtocolId; readonly passage: Passage }[] = [];
  for (const protocol of dialects()) asked.push({ protocol, passage: await pass(asIs, protocol, model) });
  const [first, second] = modelRungs(route);
  if (first === undefined || second === undefined) return { route: route.name, asked, switchedOff: null };
  const passage = await pass(without, asked[0]?.protocol ?? 'openai-chat', model);
  const isNotice = passage.kind === 'answered' && !passage.servedBy.includes('/');
  return {
    route: route.name,
    asked,
    switchedOff: {
      provider: first.provider,
      passage: isNotice ? { kind: 'failed', detail: 'only the notice answered' } : passage,
    },
  };
}

/** Asks and reads to the end: a stream that breaks off is no answer. */
async function pass(url: string, protocol: ProtocolId, model: string): Promise<Passage> {
  const startMs = performance.now();
  let firstContentMs: number | null = null;
  try {
    const answer = await askIn(url, { protocol, model, conversation: smallest(), key: null });
    for await (const event of answer.events) {
      if (event.type === 'fault') return { kind: 'failed', detail: event.fault.message };
      if (event.type !== 'start') firstContentMs ??= performance.now() - startMs;
    }
    const trace = await answer.trace;
    if (firstContentMs === null) return { kind: 'failed', detail: 'the answer was empty' };
    return { kind: 'answered', servedBy: trace?.servedBy ?? '', mode: trace?.mode ?? '', firstContentMs };
  } catch (error) {
    const attempt = error instanceof Unanswered ? error.trace.attempts.at(-1) : undefined;
    return { kind: 'failed', detail: attempt?.detail || Fault.from(error).message };
  }
}

/** The same routes, each with an overloaded provider for its first rung. */
function withoutFirst(config: Config, sandbox: Sandbox): Config {
  const down = config.accounts.map((account): Account => {
    const id = `${account.id}-switched-off`;
    sandbox.setFault(id, 'overloaded');
    const provider = { ...openai, id, name: account.provider.name, baseUrl: sandbox.baseUrl(id), also: {} };
    return { id, provider, keys: { kind: 'own', secrets: [new Secret('sk-simulated-and-switched-off')] }, models: [] };
  });
  const routes = config.routes.map((route): Route => {
    const [first] = modelRungs(route);
    const id = `${first?.provider ?? ''}-switched-off`;
    const ladder = route.ladder.map((rung) => (rung === first ? { ...first, provider: id } : rung));
    return { ...route, ladder, allow: route.allow === null ? null : [...route.allow, id] };
  });
  return { ...config, accounts: [...config.accounts, ...down], routes };
}

/** The rungs of a route that are models, and that it may use. */
function modelRungs({ ladder, allow }: Route): readonly ModelRung[] {
  return ladder.filter((rung): rung is ModelRung => rung.kind === 'model' && allow?.includes(rung.provider) !== false);
}
