import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, type Json, listAt, numberAt, textAt } from '../../model/json.ts';
import { percent } from '../../gateway/status-page/uptime.ts';
import { lasted } from '../../page/words.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { columns, out, printReport, talk, wrap } from '../print.ts';
import { surfaceId } from './incidents.ts';
import { tell } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';

/** Shows how reliable everybody was, by one definition that is printed with it. */
export async function run(given: Given): Promise<Ending> {
  const wanted = optionOf(given, 'url');
  const asked = askedOf(given);
  const running = await findRunning(given.cwd, wanted);
  if (running === null) {
    talk.line(notRunning(wanted));
    return 'not-running';
  }
  const { status, body } = await tell(running.url, { path: `/admin/figures?${new URLSearchParams(asked).toString()}` });
  if (status !== 200 || !isArray(at(body, 'rows'))) {
    throw new Fault('unreachable', textAt(body, 'error', 'message') || `${running.url} has no figures (${status})`);
  }
  const surface = optionOf(given, 'surface');
  const rows = listAt(body, 'rows').filter((row) => surface === null || textAt(row, 'surface') === surfaceId(surface));
  if (isSet(given, 'json')) printReport('figures', { ok: true, data: { ...(isObject(body) && body), rows } });
  else for (const line of figureLines(body, rows)) out.line(line);
  return 'fine';
}

/** What counts as down, and for how many days. Throws a `configuration` fault. */
function askedOf(given: Given): Record<string, string> {
  const days = optionOf(given, 'days') ?? '90';
  const definition = optionOf(given, 'definition') ?? 'statuspage';
  if (!['30', '90', '365'].includes(days)) throw new Fault('configuration', `--days is 30, 90 or 365, not "${days}".`);
  if (!['minor', 'major', 'critical', 'statuspage', 'requests'].includes(definition)) {
    throw new Fault(
      'configuration',
      `--definition is minor, major, critical, statuspage or requests, not "${definition}".`,
    );
  }
  return { days, definition };
}

function figureLines(body: Json, rows: readonly Json[]): readonly string[] {
  const days = numberAt(body, 'days');
  const head = ['service', 'uptime', 'down in a year', 'incidents', 'one every', 'lasting', 'page late by', 'known'];
  const known = rows.filter((row) => isObject(at(row, 'numbers')));
  const said = wrap(`${textAt(body, 'definition', 'sentence')} Days of which nothing is known are left out.`, {
    width: out.width(),
    indent: 0,
  });
  if (known.length === 0) return [said, `Nothing is known of the last ${days} days.`];
  const cells = known.map((row) => {
    const of = textAt(row, 'of');
    const time = (name: string): string => {
      const ms = at(row, 'numbers', name);
      return typeof ms === 'number' ? lasted(ms) : '–';
    };
    const lag = at(row, 'numbers', 'lag', 'medianMs');
    return [
      out.paint(of === 'maker' ? 'bold' : 'reset', `${of === 'model' ? '  ' : ''}${textAt(row, 'name')}`),
      percent(numberAt(row, 'numbers', 'uptime')),
      `${numberAt(row, 'numbers', 'hoursPerYear').toFixed(1)} h`,
      String(numberAt(row, 'numbers', 'incidents')),
      time('mtbfMs'),
      time('mttrMs'),
      typeof lag === 'number' ? lasted(lag) : '–',
      `${numberAt(row, 'knownDays')} of ${days} days`,
    ];
  });
  return [said, '', ...columns([head.map((title) => out.paint('dim', title)), ...cells])];
}
