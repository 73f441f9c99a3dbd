import { describe, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import type { WireRequest } from '../../world/world.ts';
import { type Aws, signV4 } from './sigv4.ts';

/** Of AWS's own test suite for Signature Version 4 (awslabs/aws-c-auth, tests/aws-signing-test-suite/v4, Apache-2.0). */
const SUITE: Aws = {
  kind: 'aws',
  region: 'us-east-1',
  service: 'service',
  accessKeyId: 'AKIDEXAMPLE',
  secret: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
  sessionToken: null,
};
const SUITE_TIME = Date.UTC(2015, 7, 30, 12, 36, 0);
const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PARAM_HASH = '9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e';

const request = (method: string, path: string, headers: readonly string[] = [], body = ''): WireRequest => ({
  method,
  origin: 'https://example.amazonaws.com',
  path,
  headers,
  body: body === '' ? null : Buffer.from(body),
});

const headerOf = ({ headers }: WireRequest, name: string): string => headers[headers.indexOf(name) + 1] ?? '';
const signatureOf = (signed: WireRequest): string => headerOf(signed, 'authorization').replace(/^.*Signature=/, '');

describe("AWS's Signature Version 4", () => {
  // oxfmt-ignore
  it.each([
    ['get-vanilla', request('GET', '/'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['get-unreserved', request('GET', `/${UNRESERVED}`), '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f'],
    ['get-utf8', request('GET', '/ሴ'), '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
    ['get-space-normalized', request('GET', '/example space/'), '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
    ['get-vanilla-query-order-encoded', request('GET', '/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1'), '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac'],
    ['get-vanilla-query-order-key-case', request('GET', '/?Param2=value2&Param1=value1'), 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
    ['get-vanilla-query-unreserved', request('GET', `/?${UNRESERVED}=${UNRESERVED}`), '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197'],
    ['get-vanilla-utf8-query', request('GET', '/?ሴ=bar'), '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
    ['get-header-key-duplicate', request('GET', '/', ['My-Header1', 'value2', 'My-Header1', 'value2', 'My-Header1', 'value1']), 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea'],
    ['get-header-value-trim', request('GET', '/', ['My-Header1', ' value1', 'My-Header2', ' "a   b   c"']), 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736'],
    ['post-vanilla', request('POST', '/'), '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    ['post-vanilla-query', request('POST', '/?Param1=value1'), '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11'],
    ['post-header-key-sort', request('POST', '/', ['My-Header1', 'value1']), 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c'],
    ['post-x-www-form-urlencoded', request('POST', '/', ['Content-Type', 'application/x-www-form-urlencoded', 'Content-Length', '13', 'X-Amz-Content-Sha256', PARAM_HASH], 'Param1=value1'), 'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b'],
    ['post-x-www-form-urlencoded-parameters', request('POST', '/', ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8', 'Content-Length', '13', 'X-Amz-Content-Sha256', PARAM_HASH], 'Param1=value1'), '328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422'],
  ])('of the case %s is the one that AWS has published', (_, asked, signature) => {
    expect(signatureOf(signV4(asked, SUITE, SUITE_TIME))).toBe(signature);
  });

  it('covers the token of a temporary key (get-vanilla-with-session-token)', () => {
    const sessionToken = new Secret('6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267');
    const signed = signV4(request('GET', '/'), { ...SUITE, sessionToken }, SUITE_TIME);
    expect(headerOf(signed, 'x-amz-security-token')).toBe(sessionToken.reveal());
    expect(headerOf(signed, 'authorization')).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        'SignedHeaders=host;x-amz-date;x-amz-security-token, ' +
        'Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8',
    );
  });

  it('leaves out what those on the way may change', () => {
    const plain = request('POST', '/', ['content-type', 'application/json'], '{}');
    const dressed = {
      ...plain,
      headers: [...plain.headers, 'user-agent', 'x', 'accept-encoding', 'identity', 'via', '1.1 failsoft'],
    };
    expect(signatureOf(signV4(dressed, SUITE, SUITE_TIME))).toBe(signatureOf(signV4(plain, SUITE, SUITE_TIME)));
    expect(signV4(dressed, SUITE, SUITE_TIME).headers).toEqual(expect.arrayContaining(['user-agent', 'x', 'via']));
  });

  it('changes with everything that is asked', () => {
    const plain = request('POST', '/model/x%3A0/invoke', ['content-type', 'application/json'], '{"a":1}');
    const others: readonly WireRequest[] = [
      { ...plain, path: '/model/x%3A1/invoke' },
      { ...plain, body: Buffer.from('{"a":2}') },
      { ...plain, method: 'PUT' },
      { ...plain, origin: 'https://elsewhere.amazonaws.com' },
      { ...plain, headers: ['content-type', 'text/plain'] },
    ];
    const signatures = [plain, ...others].map((one) => signatureOf(signV4(one, SUITE, SUITE_TIME)));
    expect(new Set(signatures).size).toBe(signatures.length);
  });
});
