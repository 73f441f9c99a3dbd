import type { Credentials } from '../../providers/account.ts';
import { hmacSha256, sha256Hex } from '../../world/hashes.ts';
import type { WireRequest } from '../../world/world.ts';

export type Aws = Extract<Credentials, { readonly kind: 'aws' }>;

/** Headers that those on the way may change, or that are no part of what is asked. All others are signed. */
const UNSIGNED = ['accept-encoding', 'authorization', 'connection', 'expect', 'te', 'user-agent', 'via'];

/**
 * A request with AWS's Signature Version 4 in its headers. `wallMs`: AWS refuses what is dated more than 5 minutes off. The path
 * is taken as it goes over the wire and, as every service but S3 has it, encoded once more for the signature.
 */
export function signV4(request: WireRequest, aws: Aws, wallMs: number): WireRequest {
  const stamp = stampOf(wallMs);
  const day = stamp.slice(0, 8);
  const scope = `${day}/${aws.region}/${aws.service}/aws4_request`;
  const added = [
    'x-amz-date',
    stamp,
    ...(aws.sessionToken === null ? [] : ['x-amz-security-token', aws.sessionToken.reveal()]),
  ];
  const headers = [...request.headers, ...added];
  const signed = canonicalHeaders([...headers, 'host', new URL(request.origin).host]);
  const names = signed.map(([name]) => name).join(';');
  const [path = '', query = ''] = splitOnce(request.path, '?');
  const canonical = [
    request.method,
    encodePath(path),
    canonicalQuery(query),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256Hex(request.body ?? ''),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256Hex(canonical)].join('\n');
  const key = ['aws4_request', aws.service, aws.region, day].reduceRight<Uint8Array | string>(
    (secret, part) => hmacSha256(secret, part),
    `AWS4${aws.secret.reveal()}`,
  );
  const signature = Buffer.from(hmacSha256(key, toSign)).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${aws.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...request, headers: [...headers, 'authorization', authorization] };
}

/** `20150830T123600Z`. */
function stampOf(wallMs: number): string {
  return new Date(wallMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

/** Names in order, each once; values without the space around and inside them that means nothing. */
function canonicalHeaders(headers: readonly string[]): readonly (readonly [string, string])[] {
  const found = new Map<string, string>();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase();
    if (UNSIGNED.includes(name)) continue;
    const value = (headers[index + 1] ?? '').trim().replaceAll(/\s+/g, ' ');
    const before = found.get(name);
    found.set(name, before === undefined ? value : `${before},${value}`);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

/** By name and then by value, as they are after they were encoded. */
function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((pair) => splitOnce(pair, '=').map((part) => encode(decode(part))))
    .map(([name = '', value = '']): readonly [string, string] => [name, value])
    .toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** RFC 3986: letters, digits and `-._~` stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign means itself.
    return text;
  }
}

function splitOnce(text: string, at: string): readonly string[] {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
