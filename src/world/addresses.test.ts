import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { mayLeadTo, type Owner } from './addresses.ts';
import { DIRECT, realWorld } from './real.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map(async (end) => end()));
});

describe('an address', () => {
  it.each<[string, boolean, boolean, boolean]>([
    // For a name of the operator's own, of a cloud, of a vendor.
    ['104.18.6.192', true, true, true],
    ['2606:4700::6812:7c0', true, true, true],
    ['192.168.1.20', true, true, false],
    ['10.0.0.7', true, true, false],
    ['172.16.0.1', true, true, false],
    ['172.32.0.1', true, true, true],
    ['100.64.0.1', true, true, false],
    ['fd12:3456::1', true, true, false],
    ['::ffff:10.0.0.7', true, true, false],
    ['127.0.0.1', true, false, false],
    ['127.9.9.9', true, false, false],
    ['0.0.0.0', true, false, false],
    ['::1', true, false, false],
    ['::', true, false, false],
    ['::ffff:127.0.0.1', true, false, false],
    ['169.254.169.254', false, false, false],
    ['169.254.0.1', false, false, false],
    ['::ffff:169.254.169.254', false, false, false],
    ['64:ff9b::a9fe:a9fe', false, false, false],
    ['fe80::1', false, false, false],
    ['fe80::1%eth0', false, false, false],
    ['febf::1', false, false, false],
    ['fd00:ec2::254', false, false, false],
    ['100.100.100.200', false, false, false],
    ['168.63.129.16', false, false, false],
  ])('%s may be led to by a name of one’s own: %s, of a cloud: %s, of a vendor: %s', (address, own, cloud, vendor) => {
    const owners: readonly Owner[] = ['own', 'cloud', 'vendor'];
    expect(owners.map((owner) => mayLeadTo(address, owner))).toEqual([own, cloud, vendor]);
  });
});

/** Names of these tests and where they lead; nobody else is asked. */
const lookupIn =
  (names: Readonly<Record<string, readonly string[]>>, asked: string[] = []): LookupFunction =>
  (host, options, told) => {
    asked.push(host);
    const found = (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const [first] = found;
    if (first === undefined) told(Object.assign(new Error('nobody'), { code: 'ENOTFOUND' }), []);
    else if (options.all === true) told(null, found);
    else told(null, first.address, first.family);
  };

describe('a connection', () => {
  const ownerOf = (host: string): Owner => (host.startsWith('vendor') ? 'vendor' : 'own');

  async function get(host: string, addresses: readonly string[]): Promise<number | string> {
    let reached = 0;
    const server = createServer((_, response) => {
      reached += 1;
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const asked: string[] = [];
    const world = realWorld(DIRECT, { ownerOf, lookup: lookupIn({ [host]: addresses }, asked) });
    ends.push(world.close, async () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const { port } = server.address() as AddressInfo;
    const came = await new Promise<number | string>((resolve) => {
      const nothing = { sent: () => {}, bytes: () => {}, end: () => {} };
      world.open(
        { method: 'GET', origin: `http://${host}:${port}`, path: '/', headers: [], body: null },
        { ...nothing, head: resolve, broke: resolve },
      );
    });
    expect(asked).toEqual(/^[\d[]/.test(host) ? [] : [host]);
    expect(reached).toBe(came === 200 ? 1 : 0);
    return came;
  }

  it('is made to a server of one’s own wherever it is, by name and by address', async () => {
    expect(await get('house.test', ['127.0.0.1'])).toBe(200);
    expect(await get('127.0.0.1', [])).toBe(200);
  });

  it('is not made where the name of a vendor leads to this machine or the next, or any name to where clouds keep secrets', async () => {
    expect(await get('vendor.test', ['127.0.0.1'])).toBe('FORBIDDEN_ADDRESS');
    expect(await get('vendor.test', ['10.0.0.1', '::1'])).toBe('FORBIDDEN_ADDRESS');
    expect(await get('house.test', ['169.254.169.254'])).toBe('FORBIDDEN_ADDRESS');
    expect(await get('house.test', ['fe80::1', '169.254.1.1'])).toBe('FORBIDDEN_ADDRESS');
  });

  it('is made to the good ones among several, and never to the others', async () => {
    expect(await get('house.test', ['169.254.169.254', '127.0.0.1'])).toBe(200);
  });

  it('breaks as it did where nobody has the name', async () => {
    expect(await get('house.test', [])).toBe('ENOTFOUND');
  });
});
