import { at, isObject, type Json, type JsonObject, textAt } from '../../../model/json.ts';
import type { Dialect, Frame } from '../../sandbox/dialects/dialect.ts';
import { dice } from '../dice.ts';
import { among, oneMore } from './more.ts';
import type { Question, Scenario } from './scenario.ts';
import { FIFTH_FROM } from './worlds.ts';

/** Do some callers want to see thoughts and have a schema for the words, while their models sign behind all they say? */
function isSignedAt(seed: number): boolean {
  return seed >= FIFTH_FROM && dice(`signed ${seed}`).hits(0.1);
}

/** How many of them there are. */
const ASKING = 12;

/** The same questions, and some of those callers from the first second on. */
export function withSchemas(
  questions: readonly Question[],
  { seed, endMs }: Pick<Scenario, 'seed' | 'endMs'>,
): readonly Question[] {
  if (!isSignedAt(seed)) return questions;
  const luck = dice(`schemas ${seed}`);
  const asking = Array.from({ length: ASKING }, (_, number): Question => ({
    ...oneMore(`s${number}`, luck.between(1_000, endMs), luck),
    thinking: true,
    schema: true,
  }));
  return among(questions, asking);
}

/** The dialect of a model that signs with the last piece of its answer, which has no words: some of Gemini's do. */
export function signingLast(dialect: Dialect, seed: number): Dialect {
  if (dialect.id !== 'gemini' || !isSignedAt(seed)) return dialect;
  return { ...dialect, frames: (telling) => signedLast(dialect.frames(telling)) };
}

function signedLast(frames: readonly Frame[]): readonly Frame[] {
  const signature = frames.map(({ data }) => textAt(partIn(data), 'thoughtSignature')).find((one) => one !== '');
  if (signature === undefined) return frames;
  return frames.map((frame) => {
    const { thoughtSignature: _, ...part } = partIn(frame.data);
    return frame.kind === 'finish' ? withPart(frame, { ...part, thoughtSignature: signature }) : withPart(frame, part);
  });
}

function partIn(data: string): JsonObject {
  const part = at(parsed(data), 'candidates', 0, 'content', 'parts', 0);
  return isObject(part) ? part : {};
}

function withPart(frame: Frame, part: JsonObject): Frame {
  return { ...frame, data: frame.data.replace(JSON.stringify(partIn(frame.data)), () => JSON.stringify(part)) };
}

function parsed(data: string): Json {
  return JSON.parse(data);
}
