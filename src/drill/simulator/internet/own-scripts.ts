import type { Frame, Telling } from '../../sandbox/dialects/dialect.ts';
import { respond } from '../../sandbox/script/any-faults.ts';
import {
  pacedFrames,
  streamHead,
  streamScript,
  wellScript,
  type Draft,
  type Script,
} from '../../sandbox/script/script.ts';
import type { Dice } from '../dice.ts';
import type { OWN_FAULTS } from './faults.ts';

type OwnName = keyof typeof OWN_FAULTS;

/** What a connection does before there is a word of HTTP; null where it simply connects. */
export const CONNECTIONS: Readonly<Partial<Record<OwnName, Broken>>> = {
  refused: { code: 'ECONNREFUSED', afterMs: 2 },
  'no-such-host': { code: 'ENOTFOUND', afterMs: 30 },
  'network-down': { code: 'ENETUNREACH', afterMs: 1 },
  'bad-certificate': { code: 'CERT_HAS_EXPIRED', afterMs: 60 },
  'black-hole': { code: 'UND_ERR_CONNECT_TIMEOUT', afterMs: 30_000 },
};

/** No connection is made: what the system says, and after how long. */
export type Broken = { readonly code: string; readonly afterMs: number };

const ODD = ['-5', '1e400', 'Infinity', 'NaN', '99999999999999999999', '1, 2', '0x10', '3600000', 'Fri, 99 Foo 2026'];
const SOON = ['0', '1', '0.4', '2'];
const SPACE_MS = 200;
/** JSON that misses what every schema here asks for. */
export const OFF_SCHEMA = '{"place":"Zürich","sure":"quite"}';

/** What a provider says that is in the middle of one of these faults; null when the fault does nothing to this answer. */
export function ownScript(fault: OwnName, draft: Draft, luck: Dice): Script | null {
  const { subject, pace } = draft;
  switch (fault) {
    case 'odd-retry-after':
      return limited(draft, ODD[luck.between(0, ODD.length - 1)] ?? '');
    case 'soon-retry-after':
      return limited(draft, SOON[luck.between(0, SOON.length - 1)] ?? '');
    case 'brown-out':
      if (luck.hits(0.5)) return wellScript(draft);
      return wellScript({ ...draft, pace: { firstTokenMs: pace.firstTokenMs * 12, tokenMs: pace.tokenMs * 4 } });
    case 'trickle':
      return wellScript({ ...draft, pace: { ...pace, tokenMs: 500 } });
    case 'whitespace-forever':
      return subject.form === 'stream' ? spaces(draft, subject.telling) : null;
    case 'off-schema':
      return offSchema(draft);
    case 'repeated-events':
      return altered(draft, (frames) => frames.flatMap((frame) => (luck.hits(0.1) ? [frame, frame] : [frame])));
    case 'lost-event':
      return altered(draft, (frames) => {
        const lost = luck.between(0, frames.length - 1);
        return frames.filter((_, index) => index !== lost);
      });
    case 'swapped-events':
      return altered(draft, (frames) => {
        const at = luck.between(0, Math.max(0, frames.length - 2));
        return [...frames.slice(0, at), ...frames.slice(at, at + 2).toReversed(), ...frames.slice(at + 2)];
      });
    case 'refused':
    case 'no-such-host':
    case 'network-down':
    case 'bad-certificate':
    case 'black-hole':
      return [];
    case 'slow-connect':
      return wellScript(draft);
  }
}

function altered(draft: Draft, change: (frames: readonly Frame[]) => readonly Frame[]): Script | null {
  const { subject, dialect } = draft;
  return subject.form === 'stream' ? streamScript(draft, change(dialect.frames(subject.telling))) : null;
}

/** Says JSON that is not what was asked for. */
function offSchema(draft: Draft): Script | null {
  const { subject } = draft;
  if (subject.form === 'plain' || subject.telling.asked.output.kind !== 'schema') return null;
  const answer = { ...subject.telling.answer, text: OFF_SCHEMA };
  return wellScript({ ...draft, subject: { ...subject, telling: { ...subject.telling, answer } } });
}

function limited({ dialect, requestId, headers }: Draft, retryAfter: string): Script {
  const answer = dialect.trouble({ kind: 'rate-limited', message: '', retryAfter }, requestId);
  const type = { 'content-type': dialect.wire.json };
  return respond(answer.status, { ...headers, ...answer.headers, ...type }, JSON.stringify(answer.body));
}

/** An answer that begins, and then says nothing but white space until somebody has had enough of it. */
function* spaces(draft: Draft, telling: Telling): Script {
  const { dialect } = draft;
  const frames = dialect.frames({ ...telling, answer: { ...telling.answer, text: 'x', toolCalls: [], thinking: '' } });
  const first = frames.findIndex(({ kind }) => kind === 'content');
  const frame = frames[first];
  yield streamHead(draft);
  yield* pacedFrames(draft.pace, frames.slice(0, first), dialect.wire.render);
  if (frame === undefined) return;
  for (let number = first; ; number += 1) {
    yield { do: 'wait', ms: SPACE_MS };
    const data = frame.data
      .replace('"x"', '" \\n \\n  \\n   "')
      .replace(/,?"thoughtSignature":"[^"]*"/, '')
      .replace(/"sequence_number":\d+/, `"sequence_number":${number}`);
    yield { do: 'write', bytes: dialect.wire.render({ ...frame, data }) };
  }
}
