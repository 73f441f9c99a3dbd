import type { AlertsStatus, ChannelStatus, Tried } from '../../model/alerts.ts';
import { ago, type Channel, columns, duration, shorten } from '../print.ts';

const NONE = 'Nobody is told of trouble: there are no channels under "alerts" in the configuration.';

/** Who is told of trouble, what goes on, what waits, and what never got through. */
export function alertsLines({ channels, open, waiting, givenUp }: AlertsStatus, channel: Channel): readonly string[] {
  const { paint } = channel;
  const nowMs = Date.now();
  if (channels.length === 0) return [NONE];
  return [
    ...columns(channels.map((one) => row(one, channel, nowMs))),
    ...section(paint('bold', 'Going on'), open, ({ title, severity, sinceMs }) => [
      severity,
      title,
      `for ${duration(nowMs - sinceMs)}`,
    ]),
    ...section(paint('bold', 'Waiting'), waiting, (one) => [
      one.channel,
      one.kind,
      shorten(one.title, 60),
      `${count(one.tries, 'try', 'tries')} in ${duration(nowMs - one.atMs)}`,
    ]),
    ...section(paint('bold', 'Given up'), givenUp, (one) => [
      one.channel,
      one.kind,
      shorten(one.title, 60),
      `${ago(one.gaveUpAtMs, nowMs)}, after ${count(one.tries, 'try', 'tries')}: ${shorten(one.why, 80)}`,
    ]),
  ];
}

/** Whether a test got through, by channel. */
export function triedLines(tried: readonly Tried[], { paint }: Channel): readonly string[] {
  if (tried.length === 0) return [NONE];
  return columns(
    tried.map(({ channel, kind, ok, why, tookMs }) => [
      ok ? paint('green', '✓') : paint('red', '✗'),
      channel,
      kind,
      ok ? `got through in ${duration(tookMs)}${but(why)}` : why,
    ]),
  );
}

/** A channel that fails, in one line. */
export function failingLine({ name, kind, why, failingSinceMs, waiting }: ChannelStatus, nowMs: number): string {
  return `Alerts have not got through to ${name} (${kind}) for ${lasting(failingSinceMs, nowMs)}: ${why}; ${waiting} waiting`;
}

const MARKS = { untried: ['–', 'dim'], well: ['✓', 'green'], failing: ['✗', 'red'] } as const;

function row(one: ChannelStatus, { paint }: Channel, nowMs: number): readonly string[] {
  const { name, kind, state, why, failingSinceMs, deliveredAtMs, delivered, waiting, givenUp } = one;
  const [mark, colour] = MARKS[state];
  const words = {
    untried: 'nothing sent yet',
    well: `${delivered} sent, the last ${ago(deliveredAtMs, nowMs)}${but(why)}`,
    failing: `failing for ${lasting(failingSinceMs, nowMs)}: ${why}`,
  };
  const more = [...(waiting > 0 ? [`${waiting} waiting`] : []), ...(givenUp > 0 ? [`${givenUp} given up`] : [])];
  return [paint(colour, mark), name, kind, [words[state], ...more].join('; ')];
}

function section<One>(head: string, all: readonly One[], cells: (one: One) => readonly string[]): readonly string[] {
  return all.length === 0 ? [] : ['', head, ...columns(all.map(cells)).map((line) => `  ${line}`)];
}

function but(why: string): string {
  return why === '' ? '' : `, but ${why}`;
}

function lasting(sinceMs: number | null, nowMs: number): string {
  return duration(nowMs - (sinceMs ?? nowMs));
}

function count(number: number, one: string, more: string): string {
  return `${number} ${number === 1 ? one : more}`;
}
