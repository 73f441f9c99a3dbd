import { isReady } from './health.ts';
import { type Invariant, isFrozen, isLimited, ofEach } from './invariant.ts';

/** Within this time somebody else is asked, ms. */
const AT_ONCE_MS = 100;
/** Between two calls there is no pause of so long, nor a line in which somebody stands for a moment before another one is asked, ms. */
const LINE_MS = 3_500;

/** Who stands in a line goes to somebody who has come back. */
const linesAreLeft = ofEach((one, run) => {
  const { talk, exchanges, overMs } = one;
  if (talk.route.keeps !== null || isFrozen(one, run)) return null;
  const back = run.changes.find(({ target, from, atMs }) => {
    if (from !== 'open' || !talk.targets.includes(target) || isLimited(target, run.scenario)) return false;
    const moment = { fromMs: atMs + 1, toMs: atMs + AT_ONCE_MS };
    const isWaiting =
      atMs - LINE_MS > talk.askedMs &&
      Math.min(overMs, talk.untilMs) > moment.toMs &&
      exchanges.every(({ startMs, endMs }) => startMs > moment.toMs || (endMs ?? Infinity) < atMs - LINE_MS);
    return (
      isWaiting &&
      exchanges.every((call) => call.target !== target || call.startMs > atMs) &&
      isReady(target, run, moment)
    );
  });
  return back === undefined ? null : `it stood in a line although ${back.target} had come back`;
});

// oxfmt-ignore
export const LINES: readonly Invariant[] = [
  { id: 'T6', binds: 'all', check: linesAreLeft, says: 'Who stands in a line because nobody else was left goes to whoever has come back.' },
];
