import { createHash } from 'node:crypto';
import { Fault } from '../../model/fault.ts';

/** File systems take names of 255 bytes; behind these there is room for a number and `.md`. */
const NAME_BYTES_MAX = 200;
const TITLE_LENGTH_MAX = 300;
/** Folders in folders. */
const DEPTH_MAX = 8;

export const UNTITLED = 'Untitled';

/** Devices that Windows has in every folder. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
// eslint-disable-next-line no-control-regex -- Those are meant.
const UNWRITABLE = /[\u0000-\u001F\u007F<>:"/\\|?*]/g;

/** What a document is called, as it may be shown. Throws `bad-request`. */
export function titleOf(text: string): string {
  const title = text.toWellFormed().replaceAll(/\s+/g, ' ').trim();
  if (title.length > TITLE_LENGTH_MAX)
    throw new Fault('bad-request', `A title has at most ${TITLE_LENGTH_MAX} characters`);
  return title === '' ? UNTITLED : title;
}

/** A name that every file system takes, for a title or a folder. It is one step of a path, and never a step up or a hidden one. */
export function fileNameOf(title: string): string {
  const plain = title
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(UNWRITABLE, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  const name = cutToBytes(plain, NAME_BYTES_MAX);
  if (name === '') return UNTITLED;
  return DEVICE.test(name) ? `${name}_` : name;
}

function cutToBytes(text: string, bytes: number): string {
  const all = Buffer.from(text);
  // A character that was cut in two is none.
  return all.length <= bytes
    ? text
    : all
        .subarray(0, bytes)
        .toString('utf8')
        .replace(/\uFFFD+$/, '')
        .trimEnd();
}

/** A folder below that of all documents, as its steps joined by `/`; empty: that one itself. Throws `bad-request`. */
export function folderOf(text: string): string {
  const steps = text.split('/').filter((step) => step !== '');
  if (steps.length > DEPTH_MAX) throw new Fault('bad-request', `Folders may be ${DEPTH_MAX} deep`);
  for (const step of steps) {
    if (step !== fileNameOf(step)) throw new Fault('bad-request', 'A folder cannot be called that');
  }
  return steps.join('/');
}

/** Ids are parts of file names. Throws `no-such-path`. */
export function idOf(text: string): string {
  if (!/^[\w-]{8,64}$/.test(text)) throw new Fault('no-such-path', 'There is no such document');
  return text;
}

/** The id of a file that somebody else has put there, the same each time. `try` is for one that is taken. */
export function idOfPath(path: string, again = 0): string {
  return `f-${createHash('sha256').update(`${path}\n${again}`).digest('base64url').slice(0, 20)}`;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
