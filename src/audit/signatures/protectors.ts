import { z } from 'zod';

const PROTECTORS = z.strictObject({
  retries: z.array(
    z.strictObject({
      name: z.string(),
      /** Empty: known by its name alone. */
      module: z.string(),
      /** Null: without an end. */
      attempts: z.number().nullable(),
      option: z.string(),
      waits: z.boolean(),
      waitOption: z.string().optional(),
    }),
  ),
  timeouts: z.array(
    z.strictObject({
      name: z.string(),
      module: z.string(),
      option: z.string(),
      unit: z.enum(['ms', 's', 'duration']),
      at: z.number(),
    }),
  ),
  fallbacks: z.array(z.strictObject({ name: z.string(), module: z.string() })),
  http: z.array(
    z.strictObject({
      module: z.string(),
      timeoutMs: z.number().nullable(),
      families: z.array(z.string()),
      source: z.string(),
    }),
  ),
});

/** What protects a call from outside. */
export type Protectors = z.infer<typeof PROTECTORS>;

export function protectorsOf(data: unknown): Protectors {
  return PROTECTORS.parse(data);
}
