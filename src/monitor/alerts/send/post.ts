import { at, type Json } from '../../../model/json.ts';
import type { Cancel, Exchange, WireHeaders, World } from '../../../world/world.ts';
import { retryAfter } from '../../retry-after.ts';
import type { Post } from '../channels/message.ts';
import { excerpt, GOT_THROUGH, lost, type Outcome, refused, TRY_MS } from './outcome.ts';

/** How much of an answer is read. */
const ANSWER_BYTES_MAX = 64 * 1024;

/** Sends a request once and calls back once, with no redirects. Nothing comes after the cancellation. */
export function sendPost(
  world: Pick<World, 'open' | 'after' | 'wallMs'>,
  { url, headers, body }: Post,
  done: (outcome: Outcome) => void,
): Cancel {
  const { origin, pathname, search } = new URL(url);
  let exchange: Exchange | null = null;
  let over = false;
  let head: { readonly status: number; readonly headers: WireHeaders } | null = null;
  let length = 0;
  const chunks: Uint8Array[] = [];
  const stop = (): void => {
    over = true;
    timer();
    exchange?.abort();
  };
  const end = (outcome: Outcome): void => {
    if (over) return;
    stop();
    done(outcome);
  };
  const judge = (): void => {
    const text = Buffer.concat(chunks).toString('utf8');
    end(
      head === null
        ? lost('nothing was answered')
        : judged(head.status, head.headers, { text, wallMs: world.wallMs() }),
    );
  };
  const timer = world.after(TRY_MS, () => end(lost(`no answer within ${TRY_MS / 1_000} s`)), 'idle');
  const opened = world.open(
    {
      method: 'POST',
      origin,
      path: pathname + search,
      headers: ['user-agent', AGENT, 'accept-encoding', 'identity', ...Object.entries(headers).flat()],
      body: Buffer.from(body),
    },
    {
      sent: () => {},
      head: (status, fields) => (head = { status, headers: fields }),
      bytes: (chunk) => {
        chunks.push(chunk.subarray(0, ANSWER_BYTES_MAX - length));
        length += chunk.length;
        if (length >= ANSWER_BYTES_MAX) judge();
      },
      end: judge,
      broke: (code) => end(lost(`it cannot be reached (${code})`)),
    },
  );
  exchange = opened;
  if (over) opened.abort();
  return stop;
}

const AGENT = 'failsoft (+https://github.com/failsoft/failsoft)';

type Read = { readonly text: string; readonly wallMs: number };

function judged(status: number, headers: WireHeaders, { text, wallMs }: Read): Outcome {
  if (status >= 200 && status < 300) return GOT_THROUGH;
  const said = excerpt(text);
  const why = said === '' ? String(status) : `${status}: ${said}`;
  if (status < 400) return lost(`it points elsewhere (${status})`);
  if (status >= 500 || PASSING.has(status))
    return lost(why, retryAfter(headers['retry-after'], wallMs) ?? retryIn(text));
  return OF_THE_PLACE.has(status) ? lost(why) : refused(why);
}

const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);
/** Credentials and addresses: nothing else would get through either. */
const OF_THE_PLACE: ReadonlySet<number> = new Set([401, 402, 403, 404, 405, 407, 410]);

/** Discord and Telegram say it in the answer, in seconds. */
function retryIn(text: string): number | null {
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const seconds = at(json, 'retry_after') ?? at(json, 'parameters', 'retry_after');
  return typeof seconds === 'number' && seconds >= 0 ? Math.ceil(seconds * 1_000) : null;
}
