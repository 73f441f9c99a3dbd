import { isIP } from 'node:net';
import type { Webhook } from '../../config/config.ts';
import type { Post } from '../../deferred/news.ts';
import { sendPost } from '../../monitor/alerts/send/post.ts';
import { mayLeadTo } from '../../world/addresses.ts';
import { type Network, realWorld } from '../../world/real.ts';
import type { World } from '../../world/world.ts';

/** The place in the configuration that allows news to this address; null: nothing does. */
export function hookAt(webhooks: readonly Webhook[], address: string, tenant: string): Webhook | null {
  if (!URL.canParse(address)) return null;
  const { href, username, password, hash } = new URL(address);
  if (username !== '' || password !== '' || hash !== '') return null;
  return webhooks.find(({ url, tenants }) => fits(url, href) && (tenants === null || tenants.includes(tenant))) ?? null;
}

/** Compared as it is called, so that no way of writing it gets past the pattern. */
function fits(pattern: string, href: string): boolean {
  const isOpen = pattern.endsWith('*');
  const { href: start } = new URL(isOpen ? pattern.slice(0, -1) : pattern);
  return isOpen ? href.startsWith(start) : href === start;
}

export type Posting = { readonly post: Post; readonly close: () => Promise<void> };

/**
 * Sends news, over connections of its own: what callers name must lead to public addresses only, whatever the name is made to lead to, and
 * never to where clouds tell machines their secrets. The address that is connected to is the one that was looked at; redirects are not followed.
 */
export function openPosting(network: () => Network): Posting {
  const worlds = new Map<boolean, World>();
  const worldFor = (isPrivate: boolean): World => {
    const known = worlds.get(isPrivate);
    if (known !== undefined) return known;
    const proxies = [network().httpProxy, network().httpsProxy].map((url) =>
      url === null ? '' : new URL(url).hostname,
    );
    const world = realWorld(network(), { ownerOf: (host) => (isPrivate || proxies.includes(host) ? 'own' : 'vendor') });
    worlds.set(isPrivate, world);
    return world;
  };
  return {
    post: (request, isPrivate, done) => {
      const world = worldFor(isPrivate);
      const host = new URL(request.url).hostname.replaceAll(/^\[|\]$/g, '');
      // Names are looked at when they are looked up; what is written as an address never is.
      if (isIP(host) !== 0 && !mayLeadTo(host, isPrivate ? 'own' : 'vendor'))
        return world.after(0, () => done({ ok: false }), 'idle');
      return sendPost(world, request, done);
    },
    close: async () => {
      await Promise.all([...worlds.values()].map((world) => world.close()));
    },
  };
}
