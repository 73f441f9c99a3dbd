import type { Protocol } from '../protocols/protocol.ts';
import type { Asked } from './asked.ts';
import type { Access } from './engine.ts';
import type { Pass } from './vault.ts';

export type HeaderOptions = {
  readonly access: Access;
  readonly pass: Pass;
  /** Does the provider speak the caller's dialect? Then the headers that belong to it are passed on. */
  readonly same: boolean;
  readonly instance: string;
};

/** The headers of a request to a provider, names and values in turn. */
export function headersFor(asked: Asked, options: HeaderOptions): readonly string[] {
  const { pass, access, same } = options;
  const { protocol } = access;
  const headers = ['content-type', 'application/json', 'accept-encoding', 'identity'];
  headers.push('accept', asked.scan.stream && protocol.framing === 'sse' ? 'text/event-stream' : 'application/json');
  headers.push('user-agent', (same ? asked.headers['user-agent'] : undefined) ?? 'failsoft');
  if (pass.header !== null) headers.push(...pass.header);
  if (same) {
    for (const name in asked.headers) {
      const value = asked.headers[name];
      if (value !== undefined && isNamed(protocol.requestHeaders, name)) headers.push(name, value);
    }
  }
  for (const [name, value] of Object.entries(protocol.defaultHeaders)) {
    if (!headers.includes(name)) headers.push(name, value);
  }
  if (access.mayLoop) headers.push('via', viaOf(asked, options.instance));
  return headers;
}

const NAMED = new WeakMap<readonly string[], Map<string, boolean>>();
const NAMED_MAX = 500;

/** A name in a list of header names, or of beginnings that end in `-`. Remembered: clients send the same ones all the time. */
export function isNamed(names: Protocol['requestHeaders'], name: string): boolean {
  let known = NAMED.get(names);
  if (known === undefined) NAMED.set(names, (known = new Map<string, boolean>()));
  const before = known.get(name);
  if (before !== undefined) return before;
  const named = names.some((one) => (one.endsWith('-') ? name.startsWith(one) : name === one));
  if (known.size < NAMED_MAX) known.set(name, named);
  return named;
}

function viaOf(asked: Asked, instance: string): string {
  const before = asked.headers['via'];
  return before === undefined ? `1.1 ${instance}` : `${before}, 1.1 ${instance}`;
}
