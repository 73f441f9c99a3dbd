import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderListen } from '../../config/address.ts';
import { type Config, LISTEN } from '../../config/config.ts';
import { findConfig, loadConfig, ownVariables } from '../../config/load.ts';
import { Fault } from '../../model/fault.ts';
import { at, type Json, numberAt, textAt } from '../../model/json.ts';
import { knowKey, tell } from './client.ts';

/** A gateway that runs. */
export type RunningGateway = { readonly url: string };

const FOLDER = '.failsoft';
const STATE = 'gateway.json';
const LOOK_MS = 2_000;

/** Is a gateway of ours at this address, and not about to end? */
export async function isGateway(url: string): Promise<boolean> {
  return (await gatewayAt(url)) === 'running';
}

/** What is at an address: a gateway of ours, one that only finishes what it has begun, or nothing that could be asked. */
export async function gatewayAt(url: string): Promise<'running' | 'ending' | 'none'> {
  try {
    const { body } = await tell(url, { path: '/healthz', limitMs: LOOK_MS });
    if (textAt(body, 'name') !== 'failsoft') return 'none';
    return at(body, 'ending') === true ? 'ending' : 'running';
  } catch {
    // Whatever is wrong there, it is no gateway that could be asked.
    return 'none';
  }
}

/**
 * The gateway that is meant: the one at `url`, else the one that was started in this folder, else the one at the usual
 * address. Null when it does not run.
 */
export async function findRunning(cwd: string, url: string | null): Promise<RunningGateway | null> {
  const own = recorded(cwd);
  if (own !== null) knowKey(own.url, own.adminKey);
  const first = url === null ? own?.url : plainUrl(url);
  if (first !== undefined && (await isGateway(first))) return { url: first };
  const usual = url === null ? usualUrl(cwd) : null;
  return usual !== null && (await isGateway(usual)) ? { url: usual } : null;
}

/** Where a gateway of this folder listens when nothing was written down. */
function usualUrl(cwd: string): string | null {
  const { host, port } = configuredListen(cwd);
  if (port === 0) return null;
  return `http://${renderListen({ host: host === '0.0.0.0' ? '127.0.0.1' : host, port })}`;
}

function configuredListen(cwd: string): Config['listen'] {
  if (findConfig(cwd) === null) return LISTEN;
  try {
    return loadConfig({ cwd, env: ownVariables() }).listen;
  } catch {
    // Its variables may be set only where the gateway runs.
    return LISTEN;
  }
}

/** The sentence for a command that needs a gateway. */
export function notRunning(url: string | null): string {
  return url === null ? 'No gateway is running here. Start one: failsoft' : `No gateway answers at ${url}`;
}

/** The address as people write it, with or without `/v1`. Throws `configuration` when it is none. */
function plainUrl(text: string): string {
  const url = /^https?:\/\//.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) throw new Fault('configuration', `${text} is no address of a gateway`);
  return new URL(url).origin;
}

type Recorded = { readonly url: string; readonly pid: number; readonly adminKey: string };

function recorded(cwd: string): Recorded | null {
  try {
    const json: Json = JSON.parse(readFileSync(join(cwd, FOLDER, STATE), 'utf8'));
    const url = textAt(json, 'url');
    if (!URL.canParse(url)) return null;
    return { url: new URL(url).origin, pid: numberAt(json, 'pid'), adminKey: textAt(json, 'adminKey') };
  } catch {
    // Not there, or not written by us.
    return null;
  }
}

/** Writes down where this process listens, and its key, so that other commands in this folder find it. Gives the way to take it back. */
export async function recordRunning(
  cwd: string,
  { url, adminKey }: Pick<Recorded, 'url' | 'adminKey'>,
): Promise<() => void> {
  knowKey(url, adminKey);
  const before = recorded(cwd);
  if (before !== null && before.pid !== process.pid && (await isGateway(before.url))) return () => {};
  writeState(cwd, STATE, { url, pid: process.pid, adminKey });
  return () => {
    if (recorded(cwd)?.pid === process.pid) rmSync(join(cwd, FOLDER, STATE), { force: true });
  };
}

/** Writes a file into the folder for what is not configuration, readable for its owner alone and not to be committed. */
export function writeState(cwd: string, name: string, value: Json): void {
  const folder = join(cwd, FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, '.gitignore'), '*\n');
  writeFileSync(join(folder, name), `${JSON.stringify(value)}\n`, { mode: 0o600 });
}

/** What `writeState` wrote, or null. */
export function readState(cwd: string, name: string): Json {
  try {
    const json: Json = JSON.parse(readFileSync(join(cwd, FOLDER, name), 'utf8'));
    return json;
  } catch {
    // Not there, or not written by us.
    return null;
  }
}
