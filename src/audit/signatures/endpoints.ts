import { z } from 'zod';
import { API } from './signature.ts';

const NAMED = z.array(z.strictObject({ match: z.string(), provider: z.string() }));
const ENDPOINTS = z.strictObject({
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      port: z.number().optional(),
      path: z.string().optional(),
      provider: z.string(),
    }),
  ),
  paths: z.array(
    z.strictObject({ path: z.string(), provider: z.string(), api: API, stream: z.boolean().default(false) }),
  ),
  relative: z.array(z.string()),
  notAsking: z.string(),
  asking: z.string(),
  names: NAMED,
  models: NAMED,
  vendors: z.record(z.string(), z.string()),
});

/** Where AI lives on the network. */
export type Endpoints = z.infer<typeof ENDPOINTS>;

export function endpointsOf(data: unknown): Endpoints {
  return ENDPOINTS.parse(data);
}
