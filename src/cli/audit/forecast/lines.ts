import type { Forecast } from '../../../audit/forecast/forecast.ts';
import type { Past } from '../../../audit/forecast/past.ts';
import type { Spread } from '../../../audit/forecast/years.ts';
import { hours, inputLines, MEANINGS, movedWords, playedWords, sourceSentences } from '../../../audit/reports/words.ts';
import { plain } from '../lines.ts';
import { type Channel, columns, duration, wrap } from '../../print.ts';

/** A forecast for people: the figures of a year, what each rung buys, and what all of it rests on. */
export function forecastLines(name: string, forecast: Forecast, channel: Channel): readonly string[] {
  const { paint, width } = channel;
  const say = (text: string, indent = 2): string =>
    `${' '.repeat(indent)}${wrap(text, { width: width() - indent, indent })}`;
  if (forecast.kind === 'unknown') return [paint('bold', plain(name)), say(`not known: ${plain(forecast.why)}`), ''];
  const { year, steps, further, unplayed } = forecast;
  const dim = (words: readonly string[]): readonly string[] => words.map((word) => paint('dim', word));
  return [
    paint('bold', plain(name)),
    say(playedWords(forecast)),
    ...columns([
      dim(['  hours in a year', 'mean', 'P50', 'P90']),
      row('without AI', year.withoutAi),
      row('in a lesser mode', year.lesser),
      row('nothing at all', year.nothing),
      row(
        forecast.toleranceMs === 0
          ? 'nothing (no tolerance named)'
          : `beyond the tolerance of ${duration(forecast.toleranceMs)}`,
        year.unmet,
      ),
    ]),
    '',
    ...columns([
      dim(['  what each rung buys', 'without AI', 'nothing at all']),
      ...steps.map((step) => [`  ${plain(step.name)}`, hours(step.year.withoutAi), hours(step.year.nothing)]),
      ...(further.length === 0 ? [] : [dim(['  what could be next', '', ''])]),
      ...further.map((step) => [`  → ${plain(step.name)}`, hours(step.year.withoutAi), hours(step.year.nothing)]),
    ]),
    ...(forecast.moved.length === 0 ? [] : ['', paint('dim', '  was measured, the most telling first')]),
    ...forecast.moved.map((one) => say(plain(movedWords(one)), 4)),
    ...(forecast.inputs.length === 0 ? [] : ['', paint('dim', '  rests on')]),
    ...inputLines(forecast).map((line) => say(plain(line), 4)),
    ...unplayed.map((one) => say(`${plain(one.name)}: ${one.why}, so it counts as if it were not there`, 4)),
    '',
  ];
}

/** What the figures mean; stands beside every one of them. */
export function meaningLines({ definition, own, coverage }: Past, { paint, width }: Channel): readonly string[] {
  const say = (text: string): string => wrap(text, { width: width(), indent: 2 });
  return [
    say(`${paint('bold', 'Down')} means: ${definition.sentence}`),
    ...MEANINGS.map(([word, meaning]) => say(`${paint('bold', word)}: ${meaning}.`)),
    ...sourceSentences({ pages: coverage.size > 0, own: own !== null }).map(say),
  ];
}

function row(title: string, { mean, p50, p90 }: Spread): readonly string[] {
  return [`  ${title}`, hours(mean), hours(p50), hours(p90)];
}
