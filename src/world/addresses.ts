import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, type LookupFunction } from 'node:net';

/**
 * Whose a name is. `own`: the operator's, who may have servers anywhere. `cloud`: of a cloud that can be reached by private addresses,
 * too. `vendor`: of somebody whose servers are in public.
 */
export type Owner = 'own' | 'cloud' | 'vendor';

export type Names = {
  /** Default: all are the operator's. */
  readonly ownerOf?: (host: string) => Owner;
  /** Default: the system's. */
  readonly lookup?: LookupFunction;
};

/** What a connection breaks with whose name leads where it must not. */
const FORBIDDEN = 'FORBIDDEN_ADDRESS';

/** No provider is there, and clouds tell machines their secrets there: link-local addresses, and those of AWS, Alibaba and Azure. */
const NEVER = blockList(
  '169.254.0.0/16 100.100.100.200/32 168.63.129.16/32 fe80::/10 fd00:ec2::254/128 64:ff9b::a9fe:0/112',
);
/** This machine. */
const HERE = blockList('127.0.0.0/8 0.0.0.0/8 ::1/128 ::/128');
/** Its neighbours (RFC 1918, RFC 6598, RFC 4193). */
const PRIVATE = blockList('10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7');

function blockList(subnets: string): BlockList {
  const list = new BlockList();
  for (const subnet of subnets.split(' ')) {
    const [net = '', prefix = ''] = subnet.split('/');
    list.addSubnet(net, Number(prefix), net.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** May a connection be made to this address, for a name of this owner? */
export function mayLeadTo(address: string, owner: Owner): boolean {
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  // A zone names an interface of this machine: only link-local addresses have one.
  if (address.includes('%') || NEVER.check(address, family)) return false;
  if (owner === 'own') return true;
  return !HERE.check(address, family) && (owner === 'cloud' || !PRIVATE.check(address, family));
}

/**
 * Looks names up for connections, and leaves out the addresses that a name must not lead to, however it came to. The one that is
 * connected to is the one that was looked at. Addresses that the operator has written as such are never looked up.
 */
export function guardedLookup({ ownerOf = () => 'own', lookup = systemLookup }: Names): LookupFunction {
  return (host, options, told) => {
    lookup(host, options, (error, found, family) => {
      if (error !== null) return told(error, found, family);
      const all: LookupAddress[] = typeof found === 'string' ? [{ address: found, family: family ?? 4 }] : found;
      const good = all.filter(({ address }) => mayLeadTo(address, ownerOf(host)));
      const [first] = good;
      if (first === undefined) return told(forbidden(host), []);
      if (options.all === true) told(null, good);
      else told(null, first.address, first.family);
    });
  };
}

function forbidden(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`The name ${host} leads to an address where it must not lead`), { code: FORBIDDEN });
}
