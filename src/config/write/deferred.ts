import type { Secret } from '../../model/secret.ts';
import { type Config, DEFERRED, type DeferredConfig, type StoreConfig } from '../config.ts';
import { renderDuration, renderSize } from '../quantities.ts';
import { escapeVariables } from '../source.ts';

type Reference = (secret: Secret) => string;

/** The secrets of the two sections, with the names of their variables. */
export function storeSecrets({
  store,
  deferred,
}: Pick<Config, 'store' | 'deferred'>): readonly (readonly [string, Secret])[] {
  return [
    ...(store.key === null ? [] : [['FAILSOFT_STORE_KEY', store.key] as const]),
    ...store.oldKeys.map((key, index) => [`FAILSOFT_OLD_STORE_KEY_${index + 1}`, key] as const),
    ...(store.url === null ? [] : [['FAILSOFT_STORE_URL', store.url] as const]),
    ...deferred.webhooks.map(({ secret }, index) => [`FAILSOFT_WEBHOOK_SECRET_${index + 1}`, secret] as const),
  ];
}

/** The section `store` as it is read again; null where there is nothing to say. */
export function renderStore({ key, oldKeys, url }: StoreConfig, reference: Reference): object | null {
  if (key === null && oldKeys.length === 0 && url === null) return null;
  return {
    ...(key !== null && { key: reference(key) }),
    ...(oldKeys.length > 0 && { oldKeys: oldKeys.map(reference) }),
    ...(url !== null && { url: reference(url) }),
  };
}

/** The section `deferred` as it is read again; null where nothing is promised otherwise than usual. */
export function renderDeferred(deferred: DeferredConfig, reference: Reference): object | null {
  if (deferred === DEFERRED) return null;
  const { expiresMs, keepMs, jobs, bytes, webhooks } = deferred;
  return {
    expires: renderDuration(expiresMs),
    keep: renderDuration(keepMs),
    jobs,
    bytes: renderSize(bytes),
    ...(webhooks.length > 0 && {
      webhooks: webhooks.map(({ url, secret, tenants, private: isPrivate }) => ({
        url: escapeVariables(url),
        secret: reference(secret),
        ...(tenants !== null && { tenants }),
        ...(isPrivate && { private: true }),
      })),
    }),
  };
}
