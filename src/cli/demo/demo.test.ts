import { afterEach, describe, expect, it } from 'vitest';
import { answerLines, cut, cutLeft, toldLines } from './lines.ts';
import { live } from './live.ts';
import { lengthOf } from '../print.ts';
import { runCli, stage } from '../testing/commands.ts';
import { hasTerminal, openTerminal, type Terminal } from '../testing/terminal.ts';

const { place, later, clear } = stage();
afterEach(clear);

describe('failsoft demo', () => {
  it('plays a failover by itself where there is no terminal, and says who answered and why', async () => {
    const { code, stdout, stderr } = await runCli(['demo'], { cwd: place() });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const said = stdout.split('\n').filter((line) => /Answered by|switched|overloaded/.test(line));
    expect(said).toEqual([
      expect.stringContaining('Answered by anthropic/claude-sonnet-5-5, as asked'),
      expect.stringContaining('Claude is switched off'),
      expect.stringContaining('Answered by openai/gpt-5.6, standing in for claude-sonnet-5-5'),
      expect.stringMatching(/1 {2}anthropic\/claude-sonnet-5-5 {2}✗ overloaded \(529\)/),
      expect.stringContaining('Claude is switched on again'),
      expect.stringContaining('Answered by anthropic/claude-sonnet-5-5, as asked'),
    ]);
    expect(Math.max(...stdout.split('\n').map(lengthOf))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain('\u001B');
  });
});

function demo(columns: number): Terminal {
  const terminal = openTerminal(['demo', '--fast'], { cwd: place(), columns });
  later(terminal.close);
  return terminal;
}

describe.skipIf(!hasTerminal)('failsoft demo on a terminal', () => {
  const TAB = '\t';
  const SHIFT_TAB = '\u001B[Z';
  const CONTROL_C = '\u0003';

  it('lets a person ask, switch Claude off, ask again, and see who answered and why', async () => {
    const terminal = demo(80);
    await terminal.until(/● Claude on {3}● OpenAI on.*Tab/);
    terminal.press('Who are you?\r');
    await terminal.until(
      /› Who are you\?[^]*You asked: “Who are you\?”[^]*Answered by anthropic\/claude-sonnet-5-5, as asked/,
    );
    terminal.press(TAB);
    await terminal.until(/Claude is switched off[^]*○ Claude off {3}● OpenAI on/);
    terminal.press('And nox\u007Fw?\r');
    await terminal.until(
      /› And now\?[^]*Answered by openai\/gpt-5.6, standing in for claude-sonnet-5-5[^]*✗ overloaded \(529\)[^]*✓ answered/,
    );
    terminal.press(SHIFT_TAB);
    await terminal.until(/○ Claude off {3}○ OpenAI off/);
    terminal.press('\r');
    await terminal.until(/› What is fail-soft\?[^]*Nobody could answer, so an honest sentence did/);
    terminal.press(TAB);
    await terminal.until(/Claude is switched on again/);
    terminal.press(CONTROL_C);
    expect(await terminal.ended).toBe(0);
  });

  it('leaves the terminal as it was, also in the middle of an answer, and without half a line on a narrow one', async () => {
    const terminal = demo(40);
    await terminal.until(/● Claude on/);
    terminal.press('Tell me [long] stories\r');
    await terminal.until(/You asked/);
    terminal.press(CONTROL_C);
    expect(await terminal.ended).toBe(0);
    // What was hidden or switched last is shown again and wraps again.
    expect(terminal.shown().lastIndexOf('\u001B[?25h')).toBeGreaterThan(terminal.shown().lastIndexOf('\u001B[?25l'));
    expect(terminal.shown().lastIndexOf('\u001B[?7h')).toBeGreaterThan(terminal.shown().lastIndexOf('\u001B[?7l'));
  });
});

describe('the screen of the demo', () => {
  it('says that nobody could answer when only the notice did', () => {
    const trace = { mode: 'notice', servedBy: '', attempts: [] } as const;
    expect(toldLines({ trace, trouble: '' }, (_, text) => text)).toEqual([
      '  ┌ Nobody could answer, so an honest sentence did',
    ]);
  });

  it('keeps lines of an answer as they are when more words come', () => {
    const text = 'Naïve readers split “é” in two; 数は少ないが、文字は多い and 🚦 is red, too. '.repeat(8);
    let before: readonly string[] = [];
    for (let length = 0; length <= text.length; length += 1) {
      const now = answerLines(text.slice(0, length), 40);
      expect(now.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
      before = now;
    }
    expect(Math.max(...before.map(lengthOf))).toBeLessThanOrEqual(40);
  });

  it.each([
    ['数は少ない', 5, '数は', 'ない'],
    ['a👨‍👩‍👧b', 2, 'a', 'b'],
    ['short', 80, 'short', 'short'],
  ])('cuts %s between characters to %i columns', (text, width, beginning, end) => {
    expect(cut(text, width)).toBe(beginning);
    expect(cutLeft(text, width)).toBe(end);
  });

  it('draws its last lines anew over the old ones, below what stays', () => {
    let written = '';
    const screen = live({ write: (text: string | Uint8Array) => ((written += String(text)), true) });
    screen.show(['one', 'two', 'three'], 2);
    screen.print(['stays']);
    screen.show(['four'], null);
    screen.end();
    // Played back by the rules of a terminal, only what stays is left.
    expect(rendered(written)).toEqual(['stays', '']);
  });
});

/** The lines that a terminal shows after these characters; knows what `live` uses. */
function rendered(text: string): readonly string[] {
  const lines = [''];
  let row = 0;
  let column = 0;
  const put = (character: string): void => {
    lines[row] = (lines[row] ?? '').slice(0, column).padEnd(column) + character + (lines[row] ?? '').slice(column + 1);
    column += 1;
  };
  // eslint-disable-next-line eslint/no-control-regex -- Control characters are what this is about.
  for (const [piece, digits, letter] of text.matchAll(/\u001B\[\??(\d*)([A-Za-z])|[^]/gu)) {
    if (piece === '\n') {
      row += 1;
      column = 0;
      lines[row] ??= '';
    } else if (piece === '\r') column = 0;
    else if (letter === 'A') row -= Number(digits);
    else if (letter === 'C') column += Number(digits);
    else if (letter === 'J') {
      lines[row] = (lines[row] ?? '').slice(0, column);
      lines.length = row + 1;
    } else if (letter === undefined) put(piece);
  }
  return lines;
}
