import { out } from '../print.ts';
import { answerLines, switchLine, toldLines, turnedLine } from './lines.ts';
import type { Stage, Told } from './stage.ts';

const WIDTH = 80;

/** The scene by itself, for a place without a person: asks, switches Claude off, asks again, switches it on, asks. */
export async function play(stage: Stage): Promise<boolean> {
  out.line('A gateway with two simulated providers. Nothing leaves this machine.');
  out.line(switchLine(stage, out.paint));
  const first = await scene(stage, 'What is fail-soft?');
  stage.turn('anthropic');
  out.line(turnedLine('anthropic', true, out.paint));
  const second = await scene(stage, 'And who answers when you are down?');
  stage.turn('anthropic');
  out.line(turnedLine('anthropic', false, out.paint));
  const third = await scene(stage, 'Are you back?');
  return served(first) === 'primary' && served(second) === 'standby' && served(third) === 'primary';
}

async function scene(stage: Stage, question: string): Promise<Told> {
  out.line();
  out.line(out.paint('bold', `› ${question}`));
  let text = '';
  const told = await stage.ask(question, (piece) => (text += piece));
  for (const line of answerLines(text, WIDTH)) out.line(line);
  for (const line of toldLines(told, out.paint)) out.line(line);
  out.line();
  return told;
}

function served({ trace, trouble }: Told): string | null {
  return trouble === '' ? (trace?.mode ?? null) : null;
}
