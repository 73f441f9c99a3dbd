import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure, rootCertificates, TLSSocket } from 'node:tls';
import { isLoopback } from '../../config/address.ts';
import type { NetworkConfig } from '../../config/config.ts';
import type { Outcome } from './verdict.ts';

/** What stands between this machine and a provider. A proxy is not looked behind; the next level goes through it. */
export type Reach =
  | { readonly kind: 'reached'; readonly issuer: string }
  | { readonly kind: 'proxy' }
  | { readonly kind: 'failed'; readonly outcome: Outcome };

const CONNECT_MS = 5_000;

/**
 * Opens a connection and says nothing on it. This is the one place beside `world/` with a socket of its own: a request
 * would not tell a name that does not exist from a certificate that a company's proxy has put in.
 */
export async function reach(baseUrl: string, network: NetworkConfig): Promise<Reach> {
  const { hostname, port, protocol } = new URL(baseUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'https:';
  const proxy = secure ? (network.httpsProxy ?? network.httpProxy) : network.httpProxy;
  if (proxy !== null && !isLoopback(host)) return { kind: 'proxy' };
  const number = port === '' ? (secure ? 443 : 80) : Number(port);
  const socket = secure ? secureSocket(host, number, network) : connectPlain({ host, port: number });
  try {
    await opened(socket, secure ? 'secureConnect' : 'connect');
    return socket instanceof TLSSocket ? certified(socket) : { kind: 'reached', issuer: '' };
  } catch (error) {
    return { kind: 'failed', outcome: unreachable(codeOf(error), `${host}:${number}`) };
  } finally {
    socket.destroy();
  }
}

function secureSocket(host: string, port: number, { extraCa }: NetworkConfig): TLSSocket {
  return connectSecure({
    host,
    port,
    servername: /^[\d.]+$|:/.test(host) ? '' : host,
    // Whether the certificate is trusted is read from the socket, so that its issuer can be named. Nothing is sent.
    rejectUnauthorized: false,
    ...(extraCa.length > 0 && { ca: [...rootCertificates, ...extraCa] }),
  });
}

async function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(CONNECT_MS, () => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    socket.once(event, resolve);
    socket.once('error', reject);
  });
}

function certified(socket: TLSSocket): Reach {
  const issuer = issuerOf(socket);
  if (socket.authorized) return { kind: 'reached', issuer };
  const why = String(socket.authorizationError);
  const by = issuer === '' ? '' : `, issued by ${issuer}`;
  if (why === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const detail = `its certificate is for another name${by}`;
    return failed({ verdict: 'wrong_base_url', detail, fix: 'check baseUrl' });
  }
  return failed({
    verdict: 'tls_intercepted',
    detail: `its certificate is not trusted (${why}${by})`,
    fix: 'when that is your company, name its certificate under network.extraCa',
  });
}

function failed(outcome: Outcome): Reach {
  return { kind: 'failed', outcome };
}

function issuerOf(socket: TLSSocket): string {
  const { issuer } = socket.getPeerCertificate();
  return [issuer?.O ?? issuer?.CN ?? ''].flat().join(', ');
}

function unreachable(code: string, place: string): Outcome {
  const why = WHY[code] ?? code;
  return {
    verdict: 'unreachable',
    detail: `${place}: ${why}`,
    fix: code === 'ENOTFOUND' ? 'check baseUrl and the network' : 'check the network; a proxy is set with HTTPS_PROXY',
  };
}

const WHY: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'names cannot be looked up at the moment',
  ECONNREFUSED: 'nobody listens there',
  ETIMEDOUT: `no connection within ${CONNECT_MS / 1_000} s`,
  ENETUNREACH: 'there is no network',
  EPROTO: 'it does not speak TLS',
};

function codeOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && 'code' in first ? String(first.code) : 'it broke off';
}
