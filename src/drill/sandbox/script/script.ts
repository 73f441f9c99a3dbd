import { PACES, type Pace } from '../pace.ts';
import type { Dialect, Frame, ResponseHeaders, Telling } from '../dialects/dialect.ts';
import type { JsonObject } from '../../../model/json.ts';

/** One thing that a server does with a connection. */
export type Step =
  | { readonly do: 'hint' }
  | { readonly do: 'head'; readonly status: number; readonly headers: ResponseHeaders }
  | { readonly do: 'write'; readonly bytes: string | Uint8Array }
  /** Bytes past the framing of HTTP, straight into the connection. */
  | { readonly do: 'raw'; readonly bytes: string }
  | { readonly do: 'wait'; readonly ms: number }
  /** Waits until the client goes away. */
  | { readonly do: 'hang' }
  /** The end of the response in good order. The connection stays. */
  | { readonly do: 'end' }
  /** The end of the connection in good order, wherever the response is. */
  | { readonly do: 'close' }
  | { readonly do: 'reset' };

/** All that a server does about one request. It may have no end: the client's going away ends it. */
export type Script = Iterable<Step>;

/** A request that can be answered, with all that an answer or a fault may need. */
export type Draft = {
  readonly dialect: Dialect;
  readonly pace: Pace;
  /** Of a healthy answer, without its content type. */
  readonly headers: ResponseHeaders;
  readonly requestId: string;
  readonly key: string;
  /** Did this connection carry a request before? */
  readonly reused: boolean;
  /** An address with another host name. */
  readonly elsewhere: string;
  readonly nowMs: number;
  readonly subject: Subject;
};

export type Subject =
  | { readonly form: 'stream'; readonly telling: Telling }
  | { readonly form: 'whole'; readonly telling: Telling }
  /** A list of models, a count of tokens: JSON that no model said. */
  | { readonly form: 'plain'; readonly body: JsonObject };

/** What a healthy provider does. */
export function wellScript(draft: Draft): Script {
  const { subject, dialect } = draft;
  switch (subject.form) {
    case 'stream':
      return streamScript(draft, dialect.frames(subject.telling));
    case 'whole':
      return wholeScript(draft, JSON.stringify(dialect.whole(subject.telling)), thinkingTime(draft, subject.telling));
    case 'plain':
      return wholeScript(draft, JSON.stringify(subject.body), PACES.instant.firstTokenMs);
  }
}

export function* streamScript(
  draft: Draft,
  frames: readonly Frame[],
  render: RenderFrame = draft.dialect.wire.render,
): Script {
  yield streamHead(draft);
  yield* pacedFrames(draft.pace, frames, render);
  yield { do: 'end' };
}

export type RenderFrame = (frame: Frame) => string | Uint8Array;

export function streamHead(draft: Draft): Step {
  return {
    do: 'head',
    status: 200,
    headers: { ...draft.headers, 'content-type': draft.dialect.wire.stream, 'cache-control': 'no-cache' },
  };
}

/** Events at the pace of a model: the opening comes early, then a wait for the first token, then token by token. */
export function* pacedFrames({ firstTokenMs, tokenMs }: Pace, frames: readonly Frame[], render: RenderFrame): Script {
  yield { do: 'wait', ms: firstTokenMs / 2 };
  let spoken = false;
  for (const frame of frames) {
    const speaks = frame.kind === 'thinking' || frame.kind === 'content';
    if (speaks) yield { do: 'wait', ms: spoken ? tokenMs : firstTokenMs / 2 };
    spoken ||= speaks;
    yield { do: 'write', bytes: render(frame) };
  }
}

/** The head of a success, in the form that was asked for. */
export function successHead(draft: Draft, more: ResponseHeaders = {}): Step {
  return { do: 'head', status: 200, headers: { ...draft.headers, 'content-type': typeOf(draft), ...more } };
}

export function typeOf({ dialect, subject }: Draft): string {
  return subject.form === 'stream' ? dialect.wire.stream : dialect.wire.json;
}

/** The right answer as one text. */
export function wellBody({ dialect, subject }: Draft): string {
  switch (subject.form) {
    case 'stream':
      return dialect.frames(subject.telling).map(dialect.wire.render).join('');
    case 'whole':
      return JSON.stringify(dialect.whole(subject.telling));
    case 'plain':
      return JSON.stringify(subject.body);
  }
}

/** The same with every byte on its own. */
export function* byteByByte(script: Script): Script {
  for (const step of script) {
    if (step.do !== 'write') yield step;
    else for (const byte of Buffer.from(step.bytes)) yield { do: 'write', bytes: Buffer.of(byte) };
  }
}

export function* wholeScript(draft: Draft, body: string | Uint8Array, afterMs: number): Script {
  yield { do: 'wait', ms: afterMs };
  yield wholeHead(draft, Buffer.byteLength(body));
  yield { do: 'write', bytes: body };
  yield { do: 'end' };
}

export function wholeHead(draft: Draft, length: number): Step {
  const headers = { ...draft.headers, 'content-type': draft.dialect.wire.json, 'content-length': String(length) };
  return { do: 'head', status: 200, headers };
}

/** How long a model takes for a whole answer. */
export function thinkingTime({ pace }: Pick<Draft, 'pace'>, { answer }: Telling): number {
  return pace.firstTokenMs + pace.tokenMs * answer.usage.outputTokens;
}
