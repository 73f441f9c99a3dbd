import type { JsonObject } from '../../../model/json.ts';
import type { Headers } from '../../../protocols/protocol.ts';
import type { Provider, Shaped } from '../../provider.ts';

export type Case = {
  readonly body?: JsonObject;
  readonly headers?: Headers;
  readonly model?: string;
  readonly stream?: boolean;
  readonly foreign?: boolean;
};

/** The least that a caller says. */
export const PLAIN: JsonObject = {
  model: 'whatever-the-caller-said',
  max_tokens: 100,
  stream: true,
  messages: [{ role: 'user', content: 'Hello' }],
};

/** A request as a cloud gets it. */
export function shaped(provider: Provider, { body = {}, headers = {}, ...rest }: Case = {}): Shaped {
  if (provider.shape === undefined) throw new Error(`${provider.id} has no shape`);
  return provider.shape({
    model: 'claude-sonnet-5-5',
    stream: false,
    foreign: false,
    settings: {},
    ...rest,
    body: { ...PLAIN, ...body },
    headers: { 'anthropic-version': '2023-06-01', ...headers },
  });
}

/** What was lost, and how much that matters. */
export const named = ({ losses }: Shaped): readonly string[] => losses.map(({ what, weight }) => `${what} (${weight})`);
export const beta = (...names: readonly string[]): Headers => ({ 'anthropic-beta': names.join(',') });
