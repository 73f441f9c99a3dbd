import type { Alternative } from '../../model/advice.ts';
import { alternativeOf } from '../../providers/alternatives.ts';
import { SURFACES } from '../../providers/surfaces.ts';
import { take } from '../check.ts';
import { STATUS, type StatusConfig } from '../config.ts';
import { statusSchema } from '../schema/status.ts';
import type { Path, Source } from '../source.ts';
import { didYouMean, shown } from '../words.ts';

/** Builds `status:`. */
export function buildStatus(source: Source, value: unknown): StatusConfig {
  const settings = value === undefined ? null : take(source, statusSchema, value, ['status']);
  const advice = settings?.advice?.map(({ work, use, note = '' }, row) => ({
    work,
    note,
    use: use.map((one, at) => {
      if (typeof one === 'string') return known(source, one, ['status', 'advice', row, 'use', at]);
      return { name: one.name, address: one.address ?? '', surface: null };
    }),
  }));
  return { public: settings?.public ?? STATUS.public, advice: advice ?? STATUS.advice };
}

function known(source: Source, id: string, path: Path): Alternative {
  const ids = [...SURFACES.keys()];
  if (!ids.includes(id)) source.report(path, `there is no service ${shown(id)}${didYouMean(id, ids)}`);
  return alternativeOf(id);
}
