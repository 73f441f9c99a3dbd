import type { Forecast } from '../../audit/forecast/forecast.ts';
import type { OwnPart } from '../../audit/forecast/moved.ts';
import type { Past } from '../../audit/forecast/past.ts';
import type { Spread } from '../../audit/forecast/years.ts';
import { hours, inputLines, MEANINGS, measurementWords, windowWords } from '../../audit/reports/words.ts';
import { plain } from '../audit-lines.ts';
import { type Channel, columns, duration, wrap } from '../print.ts';

/** A forecast for people: the figures of a year, what each rung buys, and what all of it rests on. */
export function forecastLines(name: string, forecast: Forecast, channel: Channel): readonly string[] {
  const { paint, width } = channel;
  const say = (text: string, indent = 2): string =>
    `${' '.repeat(indent)}${wrap(text, { width: width() - indent, indent })}`;
  if (forecast.kind === 'unknown') return [paint('bold', plain(name)), say(`not known: ${plain(forecast.why)}`), ''];
  const { year, steps, further, first, unplayed } = forecast;
  const dim = (words: readonly string[]): readonly string[] => words.map((word) => paint('dim', word));
  return [
    paint('bold', plain(name)),
    say(
      `${first} serves first; ${Math.round(year.episodes)} spells of trouble in a year like ${windowWords(forecast.windows)}${ownWords(forecast.own)}`,
    ),
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
    ...movedLines(forecast, (text) => say(text, 4)),
    ...(forecast.inputs.length === 0 ? [] : ['', paint('dim', '  rests on')]),
    ...inputLines(forecast).map((line) => say(plain(line), 4)),
    ...unplayed.map((one) => say(`${plain(one.name)}: ${one.why}, so it counts as if it were not there`, 4)),
    '',
  ];
}

function ownWords(own: OwnPart | null): string {
  return own === null ? '' : `, of which ${windowWords(own.windows)} as the gateway saw it itself`;
}

/** What was measured, and what the figures would be without it; the first has moved them most. */
function movedLines({ moved }: Extract<Forecast, { kind: 'known' }>, say: (text: string) => string): readonly string[] {
  return moved.map(({ what, without }) => {
    const figures =
      without === null
        ? 'nothing could be played'
        : `${hours(without.withoutAi)} without AI, ${hours(without.nothing)} of nothing at all`;
    return say(`${plain(measurementWords(what))}; without it: ${figures}`);
  });
}

/** What the figures mean; stands beside every one of them. */
export function meaningLines({ definition, own, coverage }: Past, { paint, width }: Channel): readonly string[] {
  const say = (text: string): string => wrap(text, { width: width(), indent: 2 });
  return [
    say(`${paint('bold', 'Down')} means: ${definition.sentence}`),
    ...MEANINGS.map(([word, meaning]) => say(`${paint('bold', word)}: ${meaning}.`)),
    ...(coverage.size === 0 ? [] : [say(SHIPPED)]),
    ...(own === null ? [] : [say(OWN)]),
    say('No forecast of what a provider will do: only of how your ladder would have done.'),
  ];
}

const SHIPPED =
  'Times are as the makers of the services told them on their pages. What they never posted is not in it, and what was posted lasts longer there than it did.';
const OWN =
  'On days on which the gateway has watched a service itself, its own record counts in their place: an incident as the share of its own calls that failed in it, where there were ten; else as its maker called it.';

function row(title: string, { mean, p50, p90 }: Spread): readonly string[] {
  return [`  ${title}`, hours(mean), hours(p50), hours(p90)];
}
