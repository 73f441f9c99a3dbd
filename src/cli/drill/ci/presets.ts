import { PRESET_IDS, PRESETS } from '../../../drill/presets.ts';
import { type Given, isSet } from '../../command.ts';
import type { Ending } from '../../exit-codes.ts';
import { out, printReport } from '../../print.ts';
import { presetLines } from './lines.ts';

/** Lists the outages that `drill ci` can play. */
export function run(given: Given): Promise<Ending> {
  if (isSet(given, 'json'))
    printReport('drill-presets', { ok: true, data: { presets: PRESET_IDS.map((id) => ({ id, ...PRESETS[id] })) } });
  else for (const line of presetLines(out)) out.line(line);
  return Promise.resolve('fine');
}
