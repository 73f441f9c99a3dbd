import { type Channel, charactersOf, columns, duration, lengthOf, wrap } from '../print.ts';
import { CLAUDE } from '../setup/simulated.ts';
import { type Stage, type Told, type Vendor, VENDORS } from './stage.ts';

type Paint = Channel['paint'];

/** Who answered and why, as a small box under the answer. */
export function toldLines({ trace, trouble }: Told, paint: Paint): readonly string[] {
  if (trace === null) return [`  ${paint('red', trouble)}`];
  const rows = trace.attempts.map(({ target, fault, upstreamStatus, tookMs }, index) => [
    `${index + 1}`,
    target,
    fault === null
      ? `${paint('green', '✓')} answered`
      : `${paint('red', '✗')} ${fault}${upstreamStatus === null ? '' : ` (${upstreamStatus})`}`,
    duration(tookMs),
  ]);
  return [
    `  ${paint('dim', '┌')} ${headline(trace, trouble, paint)}`,
    ...columns(rows).map((row, index) => `  ${paint('dim', index === rows.length - 1 ? '└' : '│')} ${row}`),
  ];
}

function headline(trace: Exclude<Told['trace'], null>, trouble: string, paint: Paint): string {
  if (trouble !== '') return paint('red', `No answer: ${trouble}`);
  if (trace.mode === 'primary') return `Answered by ${paint('green', trace.servedBy)}, as asked`;
  if (trace.mode === 'notice') return `${paint('yellow', 'Nobody could answer')}, so an honest sentence did`;
  return `Answered by ${paint('yellow', trace.servedBy)}, standing in for ${CLAUDE}`;
}

/** `● Claude on   ○ OpenAI off`. */
export function switchLine(stage: Pick<Stage, 'isOff'>, paint: Paint): string {
  return vendors()
    .map((vendor) =>
      stage.isOff(vendor)
        ? `${paint('red', '○')} ${VENDORS[vendor]} off`
        : `${paint('green', '●')} ${VENDORS[vendor]} on`,
    )
    .join('   ');
}

export function vendors(): readonly Vendor[] {
  return ['anthropic', 'openai'];
}

/** What switching a vendor means, in one sentence. */
export function turnedLine(vendor: Vendor, isOff: boolean, paint: Paint): string {
  const name = VENDORS[vendor];
  return isOff
    ? paint('red', `○ ${name} is switched off: it answers every request with an error.`)
    : paint('green', `● ${name} is switched on again.`);
}

/** An answer in lines of a width, moved to the right by two. */
export function answerLines(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) =>
    wrap(line, { width: width - 4, indent: 0 })
      .split('\n')
      .map((one) => `  ${one}`.trimEnd()),
  );
}

/** The beginning of a text, as much as fits. */
export function cut(text: string, width: number): string {
  const characters = [...charactersOf(text)];
  while (lengthOf(characters.join('')) > width) characters.pop();
  return characters.join('');
}

/** The end of a text, as much as fits: what one is typing is at the end. */
export function cutLeft(text: string, width: number): string {
  const characters = [...charactersOf(text)];
  while (lengthOf(characters.join('')) > width) characters.shift();
  return characters.join('');
}
