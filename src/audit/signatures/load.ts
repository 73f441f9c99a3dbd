import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z, ZodError } from 'zod';
import { Fault } from '../../model/fault.ts';
import { type Endpoints, endpointsOf } from './endpoints.ts';
import { type Protectors, protectorsOf } from './protectors.ts';
import { type Signature, signatureOf } from './signature.ts';

/** Everything that AI is recognised by. Plain data, so that threads can be given it. */
export type Knowledge = {
  readonly signatures: readonly Signature[];
  readonly endpoints: Endpoints;
  readonly senders: Readonly<Record<string, Senders>>;
  readonly protectors: Protectors;
};

/** What sends requests over HTTP in one family of languages. */
export type Senders = {
  readonly globals: readonly string[];
  readonly modules: readonly string[];
  readonly roots: readonly string[];
  readonly leaves: readonly string[];
  readonly receivers: string;
};

const HERE = new URL('./', import.meta.url);
const SENDERS = z.record(
  z.string(),
  z.strictObject({
    globals: z.array(z.string()),
    modules: z.array(z.string()),
    roots: z.array(z.string()).default([]),
    leaves: z.array(z.string()),
    receivers: z.string(),
  }),
);

/** Everything that is written here, as the package has it: to read YAML would take longer than to start Node. */
const BUILT = new URL('knowledge.json', HERE);

/** What Failsoft knows, and what the user adds: wrappers of their own, SDKs that nobody else has. Throws a `configuration` fault. */
export function loadKnowledge(own: readonly string[]): Knowledge {
  const ours: Knowledge = existsSync(BUILT) ? JSON.parse(readFileSync(BUILT, 'utf8')) : writtenKnowledge();
  return { ...ours, signatures: [...own.flatMap(signaturesIn), ...ours.signatures] };
}

/** What Failsoft knows, read from the files that people write. */
export function writtenKnowledge(): Knowledge {
  const files = readdirSync(fileURLToPath(HERE)).filter(
    (name) => name.endsWith('.yaml') && !name.endsWith('.data.yaml'),
  );
  return {
    signatures: files.toSorted().map((name) => signatureOf(name.replace('.yaml', ''), parse(textOf(name)))),
    endpoints: endpointsOf(parse(textOf('endpoints.data.yaml'))),
    senders: SENDERS.parse(parse(textOf('http.data.yaml'))),
    protectors: protectorsOf(parse(textOf('protectors.data.yaml'))),
  };
}

function textOf(name: string): string {
  return readFileSync(new URL(name, HERE), 'utf8');
}

/** A file of a user: one signature, or a list of them under `signatures`. */
function signaturesIn(file: string): readonly Signature[] {
  try {
    const data: unknown = parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 });
    const many = typeof data === 'object' && data !== null && 'signatures' in data ? data.signatures : null;
    const all: readonly unknown[] = Array.isArray(many) ? many : [data];
    return all.map((one, at) => signatureOf(`own-${at + 1}`, one));
  } catch (error) {
    const why =
      error instanceof ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : 'cannot be read';
    throw new Fault('configuration', `${file} is no signature: ${why}`);
  }
}
