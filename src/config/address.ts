import type { ProviderProtocolId } from '../protocols/protocol.ts';

export type HostPort = { readonly host: string; readonly port: number };

/** Reads `127.0.0.1:4747`, `localhost:4747` or `[::1]:4747`; null for anything else. */
export function parseListen(text: string): HostPort | null {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([a-zA-Z0-9.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? null : { host, port };
}

/** The address as `parseListen` reads it. */
export function renderListen({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Can this host be reached from this machine only? */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Would a request to this URL come back to who listens here? */
export function comesBack(url: string, listen: HostPort): boolean {
  if (!URL.canParse(url) || listen.port === 0) return false;
  const { hostname, port, protocol } = new URL(url);
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  if (number !== listen.port) return false;
  const anywhere = (host: string): boolean => ['0.0.0.0', '::'].includes(bare(host));
  if (isLoopback(hostname) || anywhere(hostname)) return isLoopback(listen.host) || anywhere(listen.host);
  return bare(hostname) === bare(listen.host);
}

/**
 * The base address in our form: with `/v1`, without a slash at the end. People write it with and without `/v1`, because
 * every SDK has its own habit: Anthropic's add `/v1` themselves, OpenAI's do not.
 */
export function normalBase(protocol: ProviderProtocolId, url: string): string {
  const base = url.replace(/\/+$/, '');
  const { pathname } = new URL(base);
  switch (protocol) {
    case 'anthropic':
      return /\/v\d+$/.test(pathname) ? base : `${base}/v1`;
    case 'gemini':
      return /\/v\d+(alpha|beta)?\d*$/.test(pathname) ? base : `${base}/v1beta`;
    case 'ollama':
      return base.replace(/\/(?:v1|api)$/, '');
    case 'openai-chat':
    case 'openai-responses':
      return pathname === '/' ? `${base}/v1` : base;
    case 'm365-copilot':
      return base;
  }
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}
