import type { Fault } from '../../model/fault.ts';
import { NO_USAGE, type Usage } from '../../model/reply.ts';
import { estimateTokens } from '../../protocols/estimate.ts';
import type { Parsed } from '../../protocols/protocol.ts';
import type { Account } from '../../providers/account.ts';
import { costOf, type Price } from '../../providers/models/facts.ts';
import type { Asked } from '../asked.ts';
import type { Engine } from '../engine.ts';

/** A call that costs something. */
export type Billed = Asking & {
  /** What others have cost whose answer it goes on with: its own count has that in it. */
  readonly before: Usage;
};

/** What has to be known of a call to guess what it will cost. */
type Asking = {
  readonly asked: Pick<Asked, 'body' | 'embedding'>;
  /** The caller's body as a Conversation, read only where nobody tells what a call has cost. */
  readonly conversation: () => Parsed;
  readonly account: Account;
  readonly model: string;
};

/** `heard`: something of an answer has come. */
export type CallEnd = { readonly fault: Fault | null; readonly usage: Usage | null; readonly heard: boolean };

/** What an answer is taken for that nobody has counted, tokens; less where the request wants less. A guess: three paragraphs. */
const ANSWER_TOKENS = 500;
/** A body that is no conversation has about as many bytes to a token as JSON has. */
const BODY_BYTES_PER_TOKEN = 4;

/**
 * What counts for the limit of an account where nobody knows the price, US dollars for a million tokens: as much as Claude Opus 4.1, the
 * dearest model that many use. Whoever wants a limit wants it to hold.
 */
const UNKNOWN_PRICE: Price = { input: 15, output: 75, cacheRead: null, cacheWrite: null, above: null };

/** Opens the bill of a call: what a call in addition may cost is set aside. Returns what closes it, called once. */
export function openBill(
  { models, purse }: Pick<Engine, 'models' | 'purse'>,
  billed: Billed,
  extra: boolean,
): (end: CallEnd) => void {
  const { account, model } = billed;
  const { price } = models.factsOf(account, model);
  const isLimited = account.spendPerHour !== undefined;
  const close = purse.opened({
    account: isLimited ? account.id : null,
    extraUsd: extra ? guessedUsd(billed, price) : null,
  });
  return (end) => {
    const used = tokensOf(billed, end, extra || isLimited);
    const usd = used === null ? 0 : costOf({ price }, used.usage);
    const limitUsd = used === null || !isLimited ? 0 : costOf({ price: price ?? UNKNOWN_PRICE }, used.usage);
    close({ usd, guessed: used?.guessed ?? false, limitUsd: limitUsd ?? 0 });
  };
}

/** What a call will cost about, US dollars; 0 where nobody knows the price. */
export function guessedUsd(asking: Asking, price: Price | null): number {
  if (price === null) return 0;
  return costOf({ price }, guess(asking, true)) ?? 0;
}

/** Has the account cost as much in this hour as its operator allows? */
export function isSpent({ purse }: Pick<Engine, 'purse'>, { id, spendPerHour }: Account): boolean {
  return spendPerHour !== undefined && purse.isUsedUp(id, spendPerHour);
}

type Used = { readonly usage: Usage; readonly guessed: boolean };

/** Null: it has cost nothing, or nobody told and nobody has to know. */
function tokensOf(billed: Billed, { fault, usage, heard }: CallEnd, isWanted: boolean): Used | null {
  if (fault !== null && isFree(fault)) return null;
  const told = usage === null ? null : differenceOf(usage, billed.before);
  if (told !== null && fault === null) return { usage: told, guessed: false };
  if (!isWanted) return null;
  // Who breaks off, or is let go of, has often told only what was read, and is paid for what was written.
  const least = guess(billed, heard);
  if (told === null) return { usage: least, guessed: true };
  const inputTokens = told.inputTokens === 0 ? least.inputTokens : told.inputTokens;
  return {
    usage: { ...told, inputTokens, outputTokens: Math.max(told.outputTokens, least.outputTokens) },
    guessed: true,
  };
}

/** Null where nothing was told. */
function differenceOf(usage: Usage, before: Usage): Usage | null {
  const own: Usage = {
    inputTokens: usage.inputTokens - before.inputTokens,
    cacheReadTokens: usage.cacheReadTokens - before.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens - before.cacheWriteTokens,
    outputTokens: usage.outputTokens - before.outputTokens,
    thinkingTokens: usage.thinkingTokens - before.thinkingTokens,
  };
  return own.inputTokens + own.outputTokens > 0 ? own : null;
}

/** Providers take no money for a request that never reached them, and none for an error. */
function isFree({ kind, upstreamStatus }: Fault): boolean {
  return kind === 'unreachable' || (upstreamStatus !== null && upstreamStatus >= 400);
}

function guess({ asked, conversation }: Asking, answered: boolean): Usage {
  const bytes = asked.body.length / BODY_BYTES_PER_TOKEN;
  if (asked.embedding !== null) return { ...NO_USAGE, inputTokens: bytes };
  try {
    const { conversation: said } = conversation();
    const outputTokens = answered ? Math.min(ANSWER_TOKENS, said.settings.maxTokens ?? ANSWER_TOKENS) : 0;
    return { ...NO_USAGE, inputTokens: estimateTokens(said), outputTokens };
  } catch {
    // A body that cannot be read here may still be one that its provider understands.
    return { ...NO_USAGE, inputTokens: bytes, outputTokens: answered ? ANSWER_TOKENS : 0 };
  }
}
