import { Fault } from '../model/fault.ts';

/** How far an attempt had come when its connection broke. */
export type Phase = 'connecting' | 'waiting' | 'reading';

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a broken connection means. `code` is the system's, the TLS library's or the client's. */
export function classifyBreak(code: string, phase: Phase): Fault {
  if (code === 'EINVAL') return new Fault('bug', 'The request could not be sent as it was built');
  if (code === 'FORBIDDEN_ADDRESS')
    return new Fault(
      'unreachable',
      'Its name leads to an address where no provider can be (see the guide to security)',
    );
  if (isCertificate(code)) return new Fault('unreachable', `The certificate was not accepted (${code})`);
  if (isHandshake(code)) return new Fault('unreachable', `There was no agreement on how to speak TLS (${code})`);
  if (NEVER_CONNECTED.has(code)) return new Fault('unreachable', `No connection (${code})`);
  switch (phase) {
    case 'connecting':
      return new Fault('unreachable', `No connection (${code})`);
    case 'waiting':
      // A kept-alive connection that the provider had already closed looks the same: a fresh one may do.
      return isProtocolError(code)
        ? new Fault('garbled', `The answer is not HTTP that can be read (${code})`)
        : new Fault('reset', `The connection was closed before an answer (${code})`);
    case 'reading':
      return new Fault('cut', `The connection broke in the middle of the answer (${code})`);
  }
}

function isCertificate(code: string): boolean {
  return code.startsWith('CERT_') || code.startsWith('ERR_TLS') || code.includes('_CERT');
}

function isHandshake(code: string): boolean {
  return code.includes('SSL');
}

function isProtocolError(code: string): boolean {
  return code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW';
}
