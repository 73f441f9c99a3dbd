import { whyNotFit } from '../../cache/class.ts';
import type { Conversation } from '../../model/conversation.ts';
import { gather, tell } from '../../model/gather.ts';
import type { RequestEntry } from '../../model/journal.ts';
import type { Json } from '../../model/json.ts';
import type { Reply } from '../../model/reply.ts';
import { splitFrames } from '../../protocols/frame.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Asked } from '../asked.ts';
import { lazyConversation } from '../prepare/body.ts';
import { keepsTo } from '../readers/schema-check.ts';
import type { Question } from './question.ts';

/** The largest answer that is read to be kept, bytes. */
export const KEPT_BYTES_MAX = 1024 * 1024;

/**
 * Why an answer that is over is not kept, as far as its end says; null when it may be. It is if the best model of the route gave all of
 * it: an answer that was good enough in an outage is none for afterwards.
 */
export function whyNotGood(entry: RequestEntry): string | null {
  const { outcome, status, mode, refused, attempts, firstContentMs } = entry;
  if (outcome !== 'answered' || status !== 200) return outcome;
  // Some dialects have no word for it, so it cannot be read in what the caller got.
  if (refused === true) return 'refused';
  if (mode !== 'primary') return mode ?? 'nobody';
  // Thoughts or words of another attempt may stand before it.
  const others = attempts.filter(({ fault }) => fault !== null && fault !== 'cancelled');
  const isAlone = others.every(
    ({ startedMs, tookMs }) => firstContentMs === null || startedMs + tookMs < firstContentMs,
  );
  return isAlone ? null : 'put together';
}

/** An answer as the caller got it, read for being kept; null when it is none that is kept. Never throws. */
export function readForKeeping(
  asked: Asked,
  bytes: Uint8Array,
  { dialect, cache }: Pick<Question, 'dialect' | 'cache'>,
): Reply | null {
  try {
    const { conversation } = lazyConversation(asked)();
    const reply = replyIn(bytes, PROTOCOLS[dialect], asked);
    if (whyNotFit(reply, conversation, cache) !== null) return null;
    return fitsForm(reply, conversation) ? reply : null;
  } catch {
    // What cannot be read cannot be said again.
    return null;
  }
}

type Dialect = (typeof PROTOCOLS)[Question['dialect']];

function replyIn(bytes: Uint8Array, { framing, parseResponse, parseStream }: Dialect, { scan, caller }: Asked): Reply {
  if (!scan.stream) {
    const whole: Json = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return parseResponse(whole);
  }
  if (caller.framing !== framing) throw new TypeError(`Nobody reads ${caller.framing}`);
  const split = splitFrames(framing);
  const parse = parseStream();
  const frames = split.feed(bytes);
  const rest = split.rest();
  return gather([...(rest === null ? frames : [...frames, rest]).flatMap(parse), ...parse(null)]);
}

/** Is it the JSON that was asked for? */
function fitsForm(reply: Reply, { output }: Conversation): boolean {
  if (output.kind === 'text') return true;
  const change = keepsTo(output);
  for (const event of tell(reply)) change(event);
  return true;
}
