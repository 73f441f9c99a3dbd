import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { take } from '../check.ts';
import { type Client, WRITER, type WriterConfig } from '../config.ts';
import { writerSchema } from '../schema/writer.ts';
import type { Source } from '../source.ts';
import { didYouMean, shown } from '../words.ts';

type Around = { readonly folder: string; readonly clients: readonly Client[] };

/** Builds `writer:`. Its folder is looked for from that of the configuration file; `~` is that of the user. */
export function buildWriter(source: Source, value: unknown, { folder, clients }: Around): WriterConfig {
  const settings = value === undefined ? null : take(source, writerSchema, value, ['writer']);
  const ids = clients.map(({ id }) => id);
  for (const [index, id] of (settings?.clients ?? []).entries())
    if (!ids.includes(id))
      source.report(['writer', 'clients', index], `there is no client ${shown(id)}${didYouMean(id, ids)}`);
  const said = settings?.folder;
  return {
    folder: said === undefined ? WRITER.folder : said === null ? null : resolve(folder, atHome(said)),
    model: settings?.model ?? WRITER.model,
    clients: settings?.clients ?? WRITER.clients,
  };
}

function atHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
