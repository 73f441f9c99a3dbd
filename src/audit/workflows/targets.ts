import type { Config } from '../../config/config.ts';
import { type ModelRung, targetKey } from '../../model/route.ts';
import { type Service, serviceOf } from './service.ts';

/** What of the configuration of a gateway says how workflows are served: as a file tells it, or a gateway that runs. */
export type GatewaySetup = Pick<Config, 'routes' | 'fingerprint'> & {
  readonly accounts: readonly { readonly id: string; readonly provider: { readonly id: string } }[];
  readonly alerts: { readonly channels: readonly unknown[] };
};

/** `provider/model` of a rung; without a model where the caller names it. */
export function nameOf(rung: ModelRung): string {
  return rung.model === null ? rung.provider : targetKey({ provider: rung.provider, model: rung.model });
}

/** The service behind a target of the gateway, whose providers have names of the operator's own. */
export function serviceAt(target: string, config: GatewaySetup | null): Service {
  const [id = ''] = target.split('/', 1);
  const row = config?.accounts.find((account) => account.id === id)?.provider;
  return serviceOf(row === undefined ? target : `${row.id}${target.slice(id.length)}`);
}
