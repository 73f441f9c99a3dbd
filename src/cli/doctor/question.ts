import { type App, startApp } from '../../app.ts';
import { ask, type AnswerStream, Unanswered } from '../../ask.ts';
import type { Config } from '../../config/config.ts';
import { ask as conversationOf, type Conversation } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { gather } from '../../model/gather.ts';
import type { Reply, ReplyEvent, Usage } from '../../model/reply.ts';
import type { Limits, Route } from '../../model/route.ts';
import type { Account } from '../../providers/account.ts';
import type { Check } from './checks.ts';

/** What the smallest question came to. */
export type Asked =
  | {
      readonly kind: 'answered';
      readonly firstContentMs: number;
      readonly tookMs: number;
      readonly usage: Usage | null;
      readonly reply: Reply;
    }
  | { readonly kind: 'failed'; readonly fault: Fault; readonly words: boolean };

/** Asks targets one by one, without any standby. */
export type Asker = {
  /** Without a conversation, the smallest question there is. */
  readonly ask: (check: Check, conversation?: Conversation) => Promise<Asked>;
  readonly close: () => Promise<void>;
};

/** What a question may cost in output tokens. Some providers refuse less. */
export const ANSWER_TOKENS = 16;

const PATIENCE_MS = 8_000;
/** A model on this machine may have to be loaded from the disk first. */
const LOCAL_PATIENCE_MS = 60_000;

/**
 * The engine that requests go through, with one route for every check: what is proved is what callers will use, from the
 * rendering of the request to the terminal event of the stream.
 */
export function startAsker(config: Config, checks: readonly Check[]): Asker {
  const app = startApp({
    config: {
      ...config,
      source: 'doctor',
      accounts: checks.map(accountOf),
      routes: checks.map(routeOf),
      journal: { ...config.journal, path: null },
    },
    reread: null,
    say: () => {},
  });
  return {
    ask: async (check, conversation) => question(app, `check-${checks.indexOf(check)}`, conversation ?? smallest()),
    close: app.close,
  };
}

function accountOf({ account, secret }: Check, index: number): Account {
  return {
    ...account,
    id: `check-${index}`,
    keys: secret === null ? account.keys : { kind: 'own', secrets: [secret] },
  };
}

function routeOf({ account, model }: Check, index: number): Route {
  const name = `check-${index}`;
  const limits = limitsFor(account.provider.local ? LOCAL_PATIENCE_MS : PATIENCE_MS);
  return { name, match: [name], allow: null, ladder: [{ kind: 'model', provider: name, model, tries: 1, limits }] };
}

function limitsFor(patienceMs: number): Limits {
  return {
    connectMs: PATIENCE_MS,
    firstContentMs: patienceMs,
    thinkingMs: patienceMs,
    answerMs: patienceMs,
    byteIdleMs: patienceMs,
    contentIdleMs: patienceMs,
    thinkingIdleMs: patienceMs,
    callIdleMs: patienceMs,
    totalMs: 2 * patienceMs,
  };
}

/** The smallest question there is. */
export function smallest(): Conversation {
  return { ...conversationOf('Say OK.'), settings: { maxTokens: ANSWER_TOKENS } };
}

async function question({ gateway }: App, name: string, conversation: Conversation): Promise<Asked> {
  const startMs = performance.now();
  const said: ReplyEvent[] = [];
  let usage: Usage | null = null;
  let firstContentMs: number | null = null;
  try {
    const answer = await ask(gateway, { model: name, conversation, stream: true });
    for await (const event of eventsOf(answer)) {
      said.push(event);
      if (event.type === 'fault') return { kind: 'failed', fault: event.fault, words: firstContentMs !== null };
      if (event.type === 'usage') ({ usage } = event);
      if (event.type !== 'start') firstContentMs ??= performance.now() - startMs;
    }
  } catch (error) {
    return { kind: 'failed', fault: ownFault(error), words: firstContentMs !== null };
  }
  const tookMs = performance.now() - startMs;
  return { kind: 'answered', firstContentMs: firstContentMs ?? tookMs, tookMs, usage, reply: gather(said) };
}

function eventsOf(answer: Awaited<ReturnType<typeof ask>>): AsyncIterable<ReplyEvent> {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- A stream of Conversations was asked for.
  return (answer as AnswerStream<ReplyEvent>).events;
}

/** What the target itself failed with, rather than what the ladder makes of it. */
function ownFault(error: unknown): Fault {
  const attempt = error instanceof Unanswered ? error.trace.attempts.at(-1) : undefined;
  if (attempt?.fault === undefined || attempt.fault === null) return Fault.from(error);
  const status = attempt.upstreamStatus === null ? {} : { upstreamStatus: attempt.upstreamStatus };
  return new Fault(attempt.fault, attempt.detail, status);
}
