import { Fault } from '../../model/fault.ts';
import { type Given, isSet } from '../command.ts';
import { type Channel, isConversing, talk } from '../print.ts';
import { isChange, type Step } from './apply.ts';
import { diffLines, diffOf } from './diff.ts';

/** Shows what is done to a file. */
export function sayStep(step: Step, channel: Channel): void {
  const { file, now, next } = step;
  if (!isChange(step)) return;
  const what = now === null ? 'new file' : next === null ? 'is removed again' : 'is changed';
  channel.line(`${channel.paint('bold', file)} ${channel.paint('dim', what)}`);
  for (const line of diffLines(diffOf(now ?? '', next ?? ''), channel)) channel.line(line);
  channel.line();
}

/** Says what stays, because the person changed it. */
export function sayLeft({ file, left }: Step): void {
  for (const what of left) {
    talk.line(`${talk.paint('yellow', '!')} ${file}: ${what} was changed since, so it stays as it is.`);
  }
}

/** The same as data. */
export function stepData(step: Step): object {
  const { file, now, next, left } = step;
  return {
    file,
    change: !isChange(step) ? 'none' : now === null ? 'created' : next === null ? 'removed' : 'changed',
    diff: diffOf(now ?? '', next ?? '').map(({ sign, text }) => sign + text),
    left,
  };
}

/** May files of the person be changed? Asked on a terminal; elsewhere only `--yes` says so. Throws `cancelled`. */
export async function mayChange(given: Given, question: string): Promise<boolean> {
  if (isSet(given, 'yes')) return true;
  if (!isConversing()) {
    talk.line('Nothing is changed, because nobody is here to agree. To do it: --yes');
    return false;
  }
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message: question, output: process.stderr });
  if (isCancel(answer)) throw new Fault('cancelled', 'Interrupted');
  return answer;
}
