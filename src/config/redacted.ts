import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { Secret } from '../model/secret.ts';
import type { Config } from './config.ts';

/** The configuration as JSON that may be shown to anybody who may see the gateway: keys and proxy passwords are hidden. */
export function redacted(config: Config): JsonObject {
  const { httpsProxy, httpProxy, extraCa } = config.network;
  const network = { ...config.network, httpsProxy: withoutLogin(httpsProxy), httpProxy: withoutLogin(httpProxy) };
  const plain = hidden({ ...config, network: { ...network, extraCa: `${extraCa.length} certificates` } });
  return isObject(plain) ? plain : {};
}

function hidden(value: unknown): Json {
  if (value instanceof Secret) return { secret: value.hint(), variable: value.variable === '' ? null : value.variable };
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value === 'object' && value !== null) {
    const told = Object.entries(value).filter(([key, item]) => typeof item !== 'function' && key !== 'place');
    return Object.fromEntries(told.map(([key, item]) => [key, hidden(item)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function withoutLogin(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return url;
  const shown = new URL(url);
  if (shown.username === '' && shown.password === '') return url;
  shown.username = 'secret';
  shown.password = '';
  return shown.href;
}
