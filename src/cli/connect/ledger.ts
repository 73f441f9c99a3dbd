import { join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { isArray, isObject, type Json, listAt, textAt } from '../../model/json.ts';
import type { Trace } from './edit.ts';
import { makeFolder, readText, writeText } from './files.ts';
import { type Home, stateFolder } from './home.ts';

/** What was changed in one file. */
export type ChangedFile = {
  readonly file: string;
  /** The copy of the file as it was; null when there was no file. */
  readonly backup: string | null;
  /** The folders that were made for it. */
  readonly folders: readonly string[];
  /** Fingerprints of the file as it was and as we left it. */
  readonly before: string | null;
  readonly after: string;
  readonly traces: readonly Trace[];
};

/** A client that was led to a gateway, and how to undo it. Holds no key. */
export type Connection = {
  /** What people call the client on the command line. */
  readonly client: string;
  readonly url: string;
  readonly connectedAt: string;
  readonly files: readonly ChangedFile[];
};

const NAME = 'connections.json';

function fileOf(home: Home): string {
  return join(stateFolder(home), NAME);
}

/** All clients of this person that are connected. Throws `configuration` when the record is there and cannot be understood. */
export function readConnections(home: Home): readonly Connection[] {
  const file = fileOf(home);
  const text = readText(file);
  if (text === null) return [];
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Fault('configuration', `${file} is damaged, so it is not known what was changed.`, { cause: error });
  }
  return listAt(json, 'connections').filter(isConnection);
}

export function findConnection(home: Home, client: string): Connection | null {
  return readConnections(home).find((one) => one.client === client) ?? null;
}

/** Remembers a connection, or with null that there is none any more. */
export function recordConnection(home: Home, client: string, connection: Connection | null): void {
  const others = readConnections(home).filter((one) => one.client !== client);
  const file = fileOf(home);
  makeFolder(file);
  const connections = connection === null ? others : [...others, connection];
  writeText(file, `${JSON.stringify({ connections }, null, 2)}\n`, 0o600);
}

function isConnection(json: Json): json is Json & Connection {
  return (
    isObject(json) && textAt(json, 'client') !== '' && isArray(json['files']) && json['files'].every(isChangedFile)
  );
}

function isChangedFile(json: Json): boolean {
  return isObject(json) && textAt(json, 'file') !== '' && isArray(json['traces']) && isArray(json['folders']);
}
