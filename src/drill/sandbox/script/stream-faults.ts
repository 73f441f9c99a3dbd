import type { Frame, Telling } from '../dialects/dialect.ts';
import type { FaultNameFor } from '../faults.ts';
import { exposed, halfCalled, spokenOn } from './altered.ts';
import { PATIENCE_MS } from './any-faults.ts';
import { endlessDataLines, endlessRepetition, endlessSpaces, giantEvent, pingsOnly } from './endless.ts';
import { beginning, firstContent, halfEvent, middle, opening } from './places.ts';
import {
  byteByByte,
  pacedFrames,
  streamHead,
  streamScript,
  thinkingTime,
  wholeScript,
  type Draft,
  type Script,
  type Step,
} from './script.ts';

type Misbehaviour = (draft: Draft, telling: Telling) => Script;

/** How long bytes get to reach the client before a reset, which would take them back. */
const ARRIVAL_MS = 30;

/** Faults of streams, and what only looks like one. */
export const STREAM_FAULTS = {
  'pings-only': pingsOnly,
  'stall-before-content': (draft, telling) => broken(draft, opening(draft, telling), [{ do: 'hang' }]),
  'stall-after-content': (draft, telling) => broken(draft, beginning(draft, telling), [{ do: 'hang' }]),
  'cut-while-silent': (draft, telling) =>
    broken(draft, beginning(draft, telling), [{ do: 'wait', ms: PATIENCE_MS }, { do: 'close' }]),
  'reset-mid-event': (draft, telling) =>
    broken(draft, beginning(draft, telling), [
      { do: 'write', bytes: halfEvent(draft, telling) },
      { do: 'wait', ms: ARRIVAL_MS },
      { do: 'reset' },
    ]),
  'clean-cut': (draft, telling) => broken(draft, beginning(draft, telling), [{ do: 'end' }]),
  'truncated-chunk': (draft, telling) =>
    broken(draft, beginning(draft, telling), [
      { do: 'wait', ms: ARRIVAL_MS },
      { do: 'raw', bytes: `1000\r\n${halfEvent(draft, telling)}` },
      { do: 'close' },
    ]),
  'json-for-stream': (draft, telling) =>
    wholeScript(draft, JSON.stringify(draft.dialect.whole(telling)), thinkingTime(draft, telling)),
  'stream-as-json': ({ dialect, ...draft }, telling) =>
    streamScript(
      { ...draft, dialect: { ...dialect, wire: { ...dialect.wire, stream: dialect.wire.json } } },
      dialect.frames(telling),
    ),

  'first-event-error': (draft, telling) => failing(draft, telling, []),
  'lifecycle-then-error': (draft, telling) => failing(draft, telling, opening(draft, telling)),
  'error-mid-stream': (draft, telling) => failing(draft, telling, beginning(draft, telling)),
  'malformed-event-before': (draft, telling) => spoiled(draft, telling, 0, truncatedJson),
  'malformed-event-after': (draft, telling) => spoiled(draft, telling, middle(draft, telling), truncatedJson),
  'invalid-utf8': (draft, telling) => spoiled(draft, telling, middle(draft, telling), halfCharacter),
  'giant-event': giantEvent,
  'endless-data-lines': endlessDataLines,
  'endless-spaces': endlessSpaces,
  'endless-repetition': endlessRepetition,
  'lost-start': (draft, telling) => streamScript(draft, without(draft, telling, /"type":"content_block_start"/)),
  'begins-again': (draft, telling) =>
    streamScript(draft, [...beginning(draft, telling), ...draft.dialect.frames(telling)]),
  'thinking-then-cut': (draft, telling) => {
    const frames = draft.dialect.frames(exposed(telling));
    return broken(draft, frames.slice(0, firstContent(frames)), [{ do: 'end' }]);
  },
  'tool-json-cut': (draft, telling) => streamScript(draft, halfCalled(draft.dialect, telling)),
  'text-after-finish': (draft, telling) => streamScript(draft, spokenOn(draft.dialect, telling)),
  'skipped-numbers': (draft, telling) => streamScript(draft, without(draft, telling, REPEATING)),
  'two-finishes': (draft, telling) =>
    streamScript(
      draft,
      draft.dialect.frames(telling).flatMap((frame) => (frame.kind === 'finish' ? [frame, frame] : [frame])),
    ),

  cr: (draft, telling) => rendered(draft, telling, (text) => text.replaceAll(/\r?\n/g, '\r')),
  crlf: (draft, telling) => rendered(draft, telling, (text) => text.replaceAll('\n', '\r\n')),
  bom: (draft, telling) => {
    const [first] = draft.dialect.frames(telling);
    return rendered(draft, telling, (text, frame) => (frame.data === first?.data ? '\ufeff' : '') + text);
  },
  'no-space': (draft, telling) => rendered(draft, telling, (text) => text.replace(/^(event|data): /gm, '$1:')),
  'multi-line-data': (draft, telling) => rendered(draft, telling, (_, frame) => overManyLines(draft, frame)),
  comments: (draft, telling) => rendered(draft, telling, (text) => `: still here\n\n${text}:\n\n`),
  'unknown-events': (draft, telling) =>
    rendered(draft, telling, (text) => draft.dialect.wire.unheardOf(telling) + text),
  'split-utf8': (draft, telling) => byteByByte(streamScript(draft, draft.dialect.frames(telling))),
  buffered: function* (draft, telling) {
    yield { do: 'wait', ms: thinkingTime(draft, telling) };
    yield streamHead(draft);
    yield { do: 'write', bytes: draft.dialect.frames(telling).map(draft.dialect.wire.render).join('') };
    yield { do: 'end' };
  },
  'missing-terminal': (draft, telling) =>
    streamScript(
      draft,
      draft.dialect.frames(telling).filter(({ kind }) => kind !== 'terminal'),
    ),
} as const satisfies Record<FaultNameFor<'stream'>, Misbehaviour>;

/** Events that say what others say, too. */
const REPEATING = /"type":"response\.(in_progress|output_text\.done|content_part\.done)"/;

function without({ dialect }: Draft, telling: Telling, these: RegExp): readonly Frame[] {
  return dialect.frames(telling).filter(({ data }) => !these.test(data));
}

/** Some events of a stream, and then what goes wrong. */
function* broken(draft: Draft, frames: readonly Frame[], then: readonly Step[]): Script {
  yield streamHead(draft);
  yield* pacedFrames(draft.pace, frames, draft.dialect.wire.render);
  yield* then;
}

/** Some events, and then an error in the dialect's own words. */
function failing(draft: Draft, telling: Telling, frames: readonly Frame[]): Script {
  const { dialect, requestId } = draft;
  const cause = { kind: 'overloaded', message: '' } as const;
  const bytes = dialect.failure(cause, { telling, events: frames.length, requestId });
  return broken(draft, frames, [{ do: 'write', bytes }, { do: 'end' }]);
}

/** The stream with the text of every event altered. */
function rendered(draft: Draft, telling: Telling, alter: (text: string, frame: Frame) => string): Script {
  const { frames, wire } = draft.dialect;
  return streamScript(draft, frames(telling), (frame) => alter(wire.render(frame), frame));
}

/** The stream with one of its content events spoiled: the one with this number. */
function spoiled(draft: Draft, telling: Telling, number: number, spoil: (text: string) => Uint8Array): Script {
  const { frames, wire } = draft.dialect;
  const all = frames(telling);
  const victim = all.filter(({ kind }) => kind === 'content')[number];
  return streamScript(draft, all, (frame) => (frame === victim ? spoil(wire.render(frame)) : wire.render(frame)));
}

/** Its JSON ends after some two thirds; the event does not. */
function truncatedJson(text: string): Uint8Array {
  const start = text.indexOf('{');
  const end = text.trimEnd().length;
  return Buffer.from(text.slice(0, start + Math.floor((end - start) * 0.7)) + text.slice(end));
}

/** Two of the three bytes of a euro sign in front of the last quotation mark. */
function halfCharacter(text: string): Uint8Array {
  const end = text.lastIndexOf('"');
  return Buffer.concat([Buffer.from(text.slice(0, end)), Buffer.of(0xe2, 0x82), Buffer.from(text.slice(end))]);
}

function overManyLines({ dialect }: Draft, { event, data }: Frame): string {
  if (data === '[DONE]') return dialect.wire.render({ event, data });
  return dialect.wire.render({ event, data: JSON.stringify(JSON.parse(data), null, 1).replaceAll('\n', '\ndata: ') });
}
