import type { Maintenance } from '../../../model/official.ts';
import { listed } from '../../../page/words.ts';
import { shortId } from '../api/ids.ts';
import type { Outlook } from '../outlook.ts';
import { namesOf } from '../page/sections.ts';

/** The maintenance ahead as a calendar, RFC 5545. */
export function calendar(outlook: Outlook): string {
  const nameOf = namesOf(outlook);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Failsoft//Status//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'NAME:Maintenance of AI services',
    'X-WR-CALNAME:Maintenance of AI services',
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...outlook.maintenances.flatMap((one) => eventLines(one, outlook.atMs, nameOf)),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function eventLines(maintenance: Maintenance, nowMs: number, nameOf: (id: string) => string): readonly string[] {
  const { id, title, url, surfaces, fromMs, toMs } = maintenance;
  const names = listed(surfaces.map(nameOf), 5);
  return [
    'BEGIN:VEVENT',
    `UID:${shortId('maintenance', url, id)}@failsoft`,
    `DTSTAMP:${stamp(nowMs)}`,
    `DTSTART:${stamp(fromMs)}`,
    ...(toMs === null ? [] : [`DTEND:${stamp(toMs)}`]),
    `SUMMARY:${value(names === '' ? title : `${names}: ${title}`)}`,
    `URL:${url.replaceAll(/[\r\n]/g, '')}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** `20261127T043000Z`. */
function stamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
}

function value(text: string): string {
  return text.replaceAll(/[\\;,]/g, (one) => `\\${one}`).replaceAll(/\r\n?|\n/g, '\\n');
}

const LINE_BYTES = 75;

/** No line is longer than 75 bytes; what is left goes on behind a space, and no character is cut. */
function folded(line: string): string {
  let out = '';
  let length = 0;
  for (const character of line.toWellFormed()) {
    const bytes = Buffer.byteLength(character);
    if (length + bytes > LINE_BYTES) {
      out += '\r\n ';
      length = 1;
    }
    out += character;
    length += bytes;
  }
  return out;
}
