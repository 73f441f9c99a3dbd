import { Gauge, type Registry } from '@prometheus-io/client';

/** Makes gauges of one registry. */
export function gaugesOf(
  registry: Registry,
): <T extends string>(name: string, help: string, labelNames: readonly T[]) => Gauge<T> {
  return (name, help, labelNames) => new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
}
