import { readFile, stat } from 'node:fs/promises';
import type { Mark } from '../model/edition.ts';
import { Fault } from '../model/fault.ts';
import type { Source } from '../model/slot.ts';
import { askPage, type Outcome } from '../monitor/page-watch/request.ts';
import { sha256Hex } from '../world/hashes.ts';
import type { World } from '../world/world.ts';
import type { SourceText } from './gate/candidate.ts';

/** A source as it is now. */
export type Read = SourceText & { readonly mark: Mark };

/** The largest file that is read, bytes; addresses have a limit of the same size. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** Reads a source. Rejects with a Fault that names it, and shows nothing of an address that is secret. */
export async function readSource(source: Source, world: World): Promise<Read> {
  const bytes = source.kind === 'file' ? await readPlain(source) : await readAddress(source, world);
  const text = Buffer.from(bytes.bytes).toString('utf8');
  const address = source.kind === 'url' && !source.isSecret ? source.url.reveal() : '';
  return { name: source.name, text, address, mark: { ...bytes.mark, sha256: sha256Hex(bytes.bytes) } };
}

/** Is a source other than it was? One that cannot be looked at has not changed. Rejects with nothing. */
export async function hasChanged(source: Source, mark: Mark | undefined, world: World): Promise<boolean> {
  try {
    if (source.kind === 'file') return (await readSource(source, world)).mark.sha256 !== mark?.sha256;
    const outcome = await ask(source, mark, world);
    return outcome.kind === 'answered' && sha256Hex(outcome.bytes) !== mark?.sha256;
  } catch {
    // A build that needs it will say what is wrong with it.
    return false;
  }
}

type Bytes = { readonly bytes: Uint8Array; readonly mark: Pick<Mark, 'etag' | 'modified'> };

type FileSource = Extract<Source, { readonly kind: 'file' }>;
type UrlSource = Extract<Source, { readonly kind: 'url' }>;

async function readPlain({ name, path }: FileSource): Promise<Bytes> {
  try {
    const found = await stat(path);
    // What is no file, such as a pipe, may never begin and never end.
    if (!found.isFile()) throw new Fault('unreachable', `The source ${name} is no file`);
    if (found.size > FILE_BYTES_MAX) throw new Fault('too-large', `The source ${name} is larger than 4 MB`);
    return { bytes: await readFile(path), mark: { etag: '', modified: '' } };
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Fault('unreachable', `The source ${name} cannot be read${code}`, { cause: error });
  }
}

async function readAddress(source: UrlSource, world: World): Promise<Bytes> {
  const outcome = await ask(source, undefined, world);
  if (outcome.kind === 'answered') return { bytes: outcome.bytes, mark: outcome.mark };
  const why = outcome.kind === 'unchanged' ? 'it says that it has not changed, to a first question' : outcome.why;
  throw new Fault('unreachable', `The source ${source.name} cannot be read: ${why}`);
}

async function ask({ url }: UrlSource, mark: Mark | undefined, world: World): Promise<Outcome> {
  const { origin, pathname, search } = new URL(url.reveal());
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  askPage(
    {
      world,
      open: world.open,
      origin,
      request: { method: 'GET', path: pathname + search, headers: [], body: null },
      mark: { etag: mark?.etag ?? '', modified: mark?.modified ?? '' },
    },
    resolve,
  );
  return promise;
}
