import type { Frame, Telling } from '../dialects/dialect.ts';
import { firstContent, opening } from './places.ts';
import { pacedFrames, streamHead, successHead, wellBody, type Draft, type Script } from './script.ts';

const DRIP_MS = 1_000;
const PING_MS = 100;
const GIANT_BYTES = 8 * 1024 * 1024;
const GIANT_PIECE_BYTES = 64 * 1024;
/** What a model that has lost its way writes in one piece, characters, and how often. */
const LOST_CHARACTERS = 1_024;
const LOST_MS = 20;

/** The right answer, at a byte a second. */
export function* slowDrip(draft: Draft): Script {
  yield successHead(draft);
  for (const byte of Buffer.from(wellBody(draft))) {
    yield { do: 'write', bytes: Buffer.of(byte) };
    yield { do: 'wait', ms: DRIP_MS };
  }
  yield { do: 'end' };
}

export function* pingsOnly(draft: Draft, telling: Telling): Script {
  yield streamHead(draft);
  while (true) {
    yield { do: 'write', bytes: draft.dialect.wire.ping(telling) };
    yield { do: 'wait', ms: PING_MS };
  }
}

export function* blankLinesOnly(draft: Draft): Script {
  yield successHead(draft);
  while (true) {
    yield { do: 'write', bytes: '\n' };
    yield { do: 'wait', ms: PING_MS };
  }
}

/** An event whose line is longer than anybody should keep. */
export function* giantEvent(draft: Draft, telling: Telling): Script {
  const { frames, wire } = draft.dialect;
  const all = frames(telling);
  const place = firstContent(all);
  const text = wire.render(all[place] ?? { event: '', data: '{}' });
  const brace = text.indexOf('{') + 1;
  yield* began(draft, telling);
  yield { do: 'write', bytes: `${text.slice(0, brace)}"filler":"` };
  yield* filler('a');
  yield { do: 'write', bytes: `",${text.slice(brace)}` };
  yield* pacedFrames(draft.pace, all.slice(place + 1), wire.render);
  yield { do: 'end' };
}

/** An event that grows by lines with nothing in them, so that who counts what stands in them counts nothing. */
export function* endlessDataLines(draft: Draft, telling: Telling): Script {
  yield* began(draft, telling);
  yield* filler('data:\n');
  yield* pacedFrames(draft.pace, draft.dialect.frames(telling), draft.dialect.wire.render);
  yield { do: 'end' };
}

/** What a model says that has lost its way: something, and then the same for as long as anybody listens. */
export const LOST = {
  'endless-spaces': { first: '{"answer":', again: '\n \n' },
  'endless-repetition': { first: 'Well. ', again: 'And so it goes, on and on, as was said before. ' },
} as const;

export const endlessSpaces = (draft: Draft, telling: Telling): Script => lost(draft, telling, LOST['endless-spaces']);
export const endlessRepetition = (draft: Draft, telling: Telling): Script =>
  lost(draft, telling, LOST['endless-repetition']);

function* began(draft: Draft, telling: Telling): Script {
  yield streamHead(draft);
  yield* pacedFrames(draft.pace, opening(draft, telling), draft.dialect.wire.render);
}

function* filler(text: string): Script {
  const piece = text.repeat(Math.ceil(GIANT_PIECE_BYTES / text.length));
  for (let sent = 0; sent < GIANT_BYTES; sent += piece.length) yield { do: 'write', bytes: piece };
}

type Lost = (typeof LOST)[keyof typeof LOST];

function* lost(draft: Draft, telling: Telling, { first, again }: Lost): Script {
  const { frames, wire } = draft.dialect;
  const said = (text: string): readonly Frame[] =>
    frames({ ...telling, answer: { ...telling.answer, text, thinking: '', toolCalls: [], stop: 'done' } });
  const all = said(first);
  const begun = all.slice(0, all.findLastIndex(isContent) + 1);
  yield streamHead(draft);
  yield* pacedFrames(draft.pace, begun, wire.render);
  const pieces = again.repeat(Math.ceil(LOST_CHARACTERS / again.length));
  const [model] = said('§').filter(isContent);
  if (model === undefined) return;
  for (let number = begun.length; ; number += 1) {
    yield { do: 'wait', ms: LOST_MS };
    const data = model.data
      .replace('"§"', JSON.stringify(pieces))
      .replace(/"sequence_number":\d+/, `"sequence_number":${number}`);
    yield { do: 'write', bytes: wire.render({ ...model, data }) };
  }
}

const isContent = ({ kind }: Frame): boolean => kind === 'content';
