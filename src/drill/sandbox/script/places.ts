import type { Frame, Telling } from '../dialects/dialect.ts';
import type { Draft } from './script.ts';

/** Everything in front of the first content, thinking not included. */
export function opening({ dialect }: Draft, telling: Telling): readonly Frame[] {
  const frames = dialect.frames(telling);
  const first = frames.findIndex(({ kind }) => kind === 'thinking' || kind === 'content');
  return frames.slice(0, first < 0 ? 1 : first);
}

/** Everything up to the middle of the content. */
export function beginning(draft: Draft, telling: Telling): readonly Frame[] {
  return draft.dialect.frames(telling).slice(0, middleIndex(draft, telling));
}

export function halfEvent(draft: Draft, telling: Telling): string {
  const next = draft.dialect.frames(telling)[middleIndex(draft, telling)];
  const text = draft.dialect.wire.render(next ?? { event: '', data: '{"a":0}' });
  return text.slice(0, Math.floor(text.length / 2));
}

function middleIndex(draft: Draft, telling: Telling): number {
  const frames = draft.dialect.frames(telling);
  const victim = frames.filter(({ kind }) => kind === 'content')[middle(draft, telling)];
  return victim === undefined ? frames.length - 1 : frames.indexOf(victim);
}

/** The number of the content event in the middle; never the first, so that something was said before it. */
export function middle({ dialect }: Draft, telling: Telling): number {
  const count = dialect.frames(telling).filter(({ kind }) => kind === 'content').length;
  return Math.min(count - 1, Math.max(2, Math.floor(count / 2)));
}

export function firstContent(frames: readonly Frame[]): number {
  const first = frames.findIndex(({ kind }) => kind === 'content');
  return first < 0 ? frames.length : first;
}
