import { expect, it } from 'vitest';
import { classifyBreak, type Phase } from './classify.ts';

it.each<[string, Phase, string, RegExp]>([
  ['ENOTFOUND', 'connecting', 'unreachable', /ENOTFOUND/],
  ['FORBIDDEN_ADDRESS', 'connecting', 'unreachable', /leads to an address where no provider can be/],
  ['CERT_HAS_EXPIRED', 'connecting', 'unreachable', /certificate/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'connecting', 'unreachable', /certificate/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'connecting', 'unreachable', /certificate/],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'connecting', 'unreachable', /how to speak TLS/],
  ['EPIPE', 'connecting', 'unreachable', /EPIPE/],
  ['ECONNRESET', 'waiting', 'reset', /before an answer/],
  ['HPE_INVALID_VERSION', 'waiting', 'garbled', /not HTTP/],
  ['ECONNRESET', 'reading', 'cut', /middle/],
  ['EINVAL', 'waiting', 'bug', /as it was built/],
])('a connection that breaks with %s while %s is: %s', (code, phase, kind, words) => {
  const fault = classifyBreak(code, phase);
  expect(fault.kind).toBe(kind);
  expect(fault.message).toMatch(words);
});
