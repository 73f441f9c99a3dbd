import { parse } from 'yaml';
import { comesBack, type HostPort, parseListen } from '../../config/address.ts';
import { isMapping } from '../../config/check.ts';
import { LISTEN } from '../../config/config.ts';
import { FILE_NAMES } from '../../config/load.ts';
import { kindOf, useOf } from '../read/kinds.ts';

/** A gateway of Failsoft whose configuration stands in the tree, and what of the tree is led to it. */
export type OwnGateway = {
  readonly file: string;
  readonly listen: HostPort;
  readonly routes: readonly OwnRoute[];
  /** Variables of the environment that have its address in them, and where that stands. */
  readonly led: readonly { readonly variable: string; readonly file: string; readonly line: number }[];
};

export type OwnRoute = {
  readonly match: readonly string[];
  readonly ladder: readonly OwnRung[];
};

/** Whose model a rung asks, by the name of its provider; null for one below the models. */
export type OwnRung = { readonly provider: string | null };

/** Settings that are looked at although nothing in them sounds like AI: a variable may have any name. */
const USUAL = ['.env', '.env.local', '.env.example'];

const ASSIGNED = /^\s*(?:export\s+|ENV\s+|-\s+)?["']?([A-Z][A-Z0-9_]*)["']?\s*[=:]\s*["']?(https?:\/\/[^\s"'#]+)/;

/**
 * What a configuration at the top of a tree says, as far as the audit needs it. Only its text is looked at: no variable is filled in, no
 * file that it names is opened. `files`: those with settings. Null where there is none, or none that can be read.
 */
export function ownGateway(files: Iterable<string>, textOf: (file: string) => string | null): OwnGateway | null {
  const file = FILE_NAMES.find((name) => textOf(name) !== null);
  const text = file === undefined ? null : textOf(file);
  if (file === undefined || text === null) return null;
  const root = read(text);
  if (!isMapping(root) || !Array.isArray(root['routes'])) return null;
  const names = providersIn(root['providers']);
  const listen = typeof root['listen'] === 'string' ? parseListen(root['listen']) : LISTEN;
  if (listen === null) return null;
  const routes = root['routes'].filter(isMapping).map((route) => routeIn(route, names));
  const settings = new Set([...files, ...USUAL]);
  return { file, listen, routes, led: [...settings].flatMap((one) => ledIn(one, textOf(one) ?? '', listen)) };
}

function read(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    // Whoever starts the gateway is told what is wrong with it.
    return null;
  }
}

/** Accounts by their names: whose they are. */
function providersIn(value: unknown): ReadonlyMap<string, string> {
  if (!isMapping(value)) return new Map();
  return new Map(
    Object.entries(value).map(([id, row]) => [
      id,
      isMapping(row) && typeof row['provider'] === 'string' ? row['provider'] : id,
    ]),
  );
}

function routeIn(route: Readonly<Record<string, unknown>>, names: ReadonlyMap<string, string>): OwnRoute {
  const match: readonly unknown[] = Array.isArray(route['match']) ? route['match'] : ['*'];
  const ladder: readonly unknown[] = Array.isArray(route['ladder']) ? route['ladder'] : [];
  return {
    match: match.filter((one) => typeof one === 'string'),
    ladder: ladder.map((rung) => {
      const target = isMapping(rung) ? rung['target'] : rung;
      const [id = ''] = typeof target === 'string' && target.includes('/') ? target.split('/') : [];
      return { provider: id === '' ? null : (names.get(id) ?? id) };
    }),
  };
}

function ledIn(file: string, text: string, listen: HostPort): OwnGateway['led'] {
  const kind = kindOf(file);
  const isSetting = kind?.is === 'settings' && ['env', 'yaml', 'docker'].includes(kind.as);
  if (!isSetting || useOf(file) === 'test' || FILE_NAMES.some((name) => name === file)) return [];
  return text.split('\n').flatMap((line, at) => {
    const [, variable, address] = ASSIGNED.exec(line) ?? [];
    return variable !== undefined && address !== undefined && leadsTo(address, listen)
      ? [{ variable, file, line: at + 1 }]
      : [];
  });
}

/** Is this the address of a gateway that listens there? Within a network of containers it has the name of its service. */
export function leadsTo(address: string, listen: HostPort): boolean {
  if (comesBack(address, listen)) return true;
  if (!URL.canParse(address) || !/^(?:0\.0\.0\.0|::)$/.test(listen.host)) return false;
  const { hostname, port } = new URL(address);
  return !hostname.includes('.') && port === String(listen.port);
}
