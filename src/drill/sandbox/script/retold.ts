import type { CanonicalAnswer } from '../answer/answer.ts';
import type { Frame, Telling } from '../dialects/dialect.ts';
import { exposed } from './altered.ts';
import { thinkingTime, wellScript, wholeScript, type Draft, type Script } from './script.ts';

/** Faults in which the form is right and something else is said, or something is left out. Null: no model speaks here. */

export function emptyCompletion(draft: Draft): Script | null {
  return retold(draft, (telling) => ({ ...telling, answer: nothing(telling.answer) }));
}

export function thinkingOnly(draft: Draft): Script | null {
  return retold(draft, (telling) => {
    const { answer, ...rest } = exposed(telling);
    return { ...rest, answer: { ...answer, text: '', toolCalls: [], stop: 'done', stopSequence: '' } };
  });
}

export function missingUsage(draft: Draft): Script | null {
  const { usageFields } = draft.dialect.wire;
  return revised(draft, {
    keep: ({ kind }) => kind !== 'usage',
    value: (name, value) => (usageFields.includes(name) ? undefined : value),
  });
}

export function negativeUsage(draft: Draft): Script | null {
  return revised(draft, { value: (name, value) => (COUNTED.test(name) && typeof value === 'number' ? -1 : value) });
}

export function otherModel(draft: Draft): Script | null {
  return revised(draft, { value: (name, value) => (MODEL.test(name) ? 'a-model-of-another-name' : value) });
}

/** The names under which tokens are counted, in any dialect. */
const COUNTED = /tokens$|TokenCount$|eval_count$/;
const MODEL = /^model(Version)?$/;

function retold(draft: Draft, change: (telling: Telling) => Telling): Script | null {
  const { subject } = draft;
  if (subject.form === 'plain') return null;
  return wellScript({ ...draft, subject: { form: subject.form, telling: change(subject.telling) } });
}

function nothing({ usage }: CanonicalAnswer): CanonicalAnswer {
  const silent = { ...usage, outputTokens: 1, thinkingTokens: 0 };
  return { text: '', thinking: '', toolCalls: [], stop: 'done', stopSequence: '', usage: silent };
}

type Revision = {
  /** Which events are left; all of them without it. */
  readonly keep?: (frame: Frame) => boolean;
  /** What stands under a name instead; undefined leaves it out. */
  readonly value: (name: string, value: unknown) => unknown;
};

/** The right answer with other values in its JSON. */
function revised(draft: Draft, { keep = () => true, value }: Revision): Script | null {
  const { subject, dialect } = draft;
  switch (subject.form) {
    case 'plain':
      return null;
    case 'whole': {
      const body = JSON.stringify(dialect.whole(subject.telling), value);
      return wholeScript(draft, body, thinkingTime(draft, subject.telling));
    }
    case 'stream': {
      const frames = dialect
        .frames(subject.telling)
        .filter(keep)
        .map((frame) => reworded(frame, value));
      return wellScript({ ...draft, dialect: { ...dialect, frames: () => frames } });
    }
  }
}

function reworded(frame: Frame, value: Revision['value']): Frame {
  return frame.data === '[DONE]' ? frame : { ...frame, data: JSON.stringify(JSON.parse(frame.data), value) };
}
