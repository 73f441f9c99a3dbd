import { lengthOf, out, wrap } from '../print.ts';
import { listenToKeyboard } from './keyboard.ts';
import { answerLines, cut, cutLeft, switchLine, toldLines, turnedLine } from './lines.ts';
import { live } from './live.ts';
import type { Stage, Vendor } from './stage.ts';

const SUGGESTION = 'What is fail-soft?';
const PROMPT = '› ';

/** What is on the screen and not yet part of the story. */
type State = {
  readonly input: string;
  /** The answer that is coming, and how many of its lines are already part of the story; null between questions. */
  readonly answer: { readonly text: string; readonly kept: number } | null;
};

/** Lets a person ask, and switch vendors off and on. Resolves when the person leaves. */
export async function perform(stage: Stage): Promise<void> {
  const screen = live(process.stdout);
  let state: State = { input: '', answer: null };
  const draw = (): void => {
    const { lines, column } = liveLines(state, stage);
    screen.show(lines, column);
  };
  const change = (next: Partial<State>): void => {
    state = { ...state, ...next };
    draw();
  };
  const hear = (piece: string): void => {
    const { text, kept } = state.answer ?? { text: '', kept: 0 };
    const whole = answerLines(text + piece, out.width()).slice(0, -1);
    screen.print(whole.slice(kept));
    change({ answer: { text: text + piece, kept: Math.max(kept, whole.length) } });
  };
  const ask = async (question: string): Promise<void> => {
    screen.print([out.paint('bold', PROMPT + question)]);
    change({ input: '', answer: { text: '', kept: 0 } });
    const told = await stage.ask(question, hear);
    const { text, kept } = state.answer ?? { text: '', kept: 0 };
    screen.print([...answerLines(text, out.width()).slice(kept), ...toldLines(told, out.paint), '']);
    change({ answer: null });
  };
  const turn = (vendor: Vendor): void => {
    stage.turn(vendor);
    if (state.answer === null) screen.print([turnedLine(vendor, stage.isOff(vendor), out.paint), '']);
    draw();
  };

  const { promise: left, resolve: leave, reject } = Promise.withResolvers<void>();
  const stop = listenToKeyboard(() => state.input, {
    leave,
    typed: (input) => change({ input }),
    tab: (shifted) => turn(shifted ? 'openai' : 'anthropic'),
    entered: () => {
      if (state.answer === null) ask(state.input.trim() === '' ? SUGGESTION : state.input.trim()).catch(reject);
    },
  });
  process.stdout.on('resize', draw);
  screen.print(opening(stage));
  draw();
  try {
    await left;
  } finally {
    process.stdout.off('resize', draw);
    stop();
    screen.end();
  }
}

function opening({ url }: Stage): readonly string[] {
  const text =
    'You are talking to Claude through a gateway. Ask something, then switch Claude off and ask again. ' +
    'Both vendors are simulated: no key, no cost, nothing leaves this machine.';
  return [
    out.paint('bold', 'failsoft demo'),
    ...wrap(text, { width: out.width(), indent: 0 }).split('\n'),
    out.paint('dim', `The gateway is real: ${url}`),
    '',
  ];
}

/** The lines at the bottom: what is coming, the switches, and where one types. */
function liveLines(
  { input, answer }: State,
  stage: Stage,
): { readonly lines: readonly string[]; readonly column: number | null } {
  const { paint } = out;
  const width = out.width();
  const keys = `${paint('bold', 'Tab')} Claude   ${paint('bold', 'Shift+Tab')} OpenAI   ${paint('bold', 'Ctrl+C')} leave`;
  const switches = switchLine(stage, paint);
  const room = width - lengthOf(switches) - lengthOf(keys);
  const bar = room >= 3 ? `${switches}${' '.repeat(room)}${keys}` : switches;
  const rule = paint('dim', '─'.repeat(width));
  if (answer !== null) {
    const coming = answer.text === '' ? paint('dim', '  …') : (answerLines(answer.text, width).at(-1) ?? '');
    return { lines: [coming, '', rule, bar, ''], column: null };
  }
  const shown = cutLeft(input, width - PROMPT.length - 1);
  const line = input === '' ? PROMPT + paint('dim', cut(`Enter asks: ${SUGGESTION}`, width - 4)) : PROMPT + shown;
  return { lines: [rule, bar, line], column: PROMPT.length + lengthOf(shown) };
}
