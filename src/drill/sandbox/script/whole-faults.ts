import type { Telling } from '../dialects/dialect.ts';
import type { FaultNameFor } from '../faults.ts';
import { halfCalledBody } from './altered.ts';
import { blankLinesOnly } from './endless.ts';
import { byteByByte, streamScript, thinkingTime, wholeHead, wholeScript, type Draft, type Script } from './script.ts';

type Misbehaviour = (draft: Draft, telling: Telling) => Script;

/** How long bytes get to reach the client before a reset, which would take them back. */
const ARRIVAL_MS = 30;
const BLANK_LINES = '\n\n  \r\n';

/** Faults of answers that come in one piece. */
export const WHOLE_FAULTS = {
  'short-content-length': (draft, telling) => half(draft, telling, 'close'),
  'reset-mid-body': (draft, telling) => half(draft, telling, 'reset'),
  'stall-mid-body': (draft, telling) => half(draft, telling, 'hang'),
  'blank-lines-only': blankLinesOnly,
  'stream-for-json': (draft, telling) => streamScript(draft, draft.dialect.frames(telling)),
  'body-cut': (draft, telling) => {
    const body = bodyOf(draft, telling);
    return wholeScript(draft, body.slice(0, Math.floor(body.length / 2)), thinkingTime(draft, telling));
  },
  'trailing-garbage': (draft, telling) => {
    const trace = '\nTraceback (most recent call last):\n  File "/srv/serve.py", line 212, in respond\nKeyError: 0\n';
    return wholeScript(draft, bodyOf(draft, telling) + trace, thinkingTime(draft, telling));
  },
  'invalid-utf8-body': (draft, telling) => {
    const broken = Buffer.concat([
      Buffer.from('{"x_note":"'),
      Buffer.of(0xe2, 0x82),
      Buffer.from(`",${bodyOf(draft, telling).slice(1)}`),
    ]);
    return wholeScript(draft, broken, thinkingTime(draft, telling));
  },
  'tool-json-cut-body': (draft, telling) =>
    wholeScript(draft, halfCalledBody(draft.dialect, telling), thinkingTime(draft, telling)),

  'split-utf8-body': (draft, telling) =>
    byteByByte(wholeScript(draft, bodyOf(draft, telling), thinkingTime(draft, telling))),
  'blank-lines-first': (draft, telling) =>
    wholeScript(draft, BLANK_LINES + bodyOf(draft, telling), thinkingTime(draft, telling)),
} as const satisfies Record<FaultNameFor<'whole'>, Misbehaviour>;

function bodyOf({ dialect }: Draft, telling: Telling): string {
  return JSON.stringify(dialect.whole(telling));
}

/** Announces the whole body and sends half of it. */
function* half(draft: Draft, telling: Telling, end: 'close' | 'reset' | 'hang'): Script {
  const body = Buffer.from(bodyOf(draft, telling));
  yield { do: 'wait', ms: thinkingTime(draft, telling) };
  yield wholeHead(draft, body.length);
  yield { do: 'write', bytes: body.subarray(0, Math.floor(body.length / 2)) };
  yield { do: 'wait', ms: ARRIVAL_MS };
  yield { do: end };
}
