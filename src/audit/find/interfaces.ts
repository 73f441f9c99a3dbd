import type { Known } from '../../model/audit.ts';
import type { CallFact, FileFacts } from '../facts/facts.ts';
import type { Value } from '../facts/value.ts';
import type { Match } from './match.ts';
import { providersOf } from './provider.ts';
import type { Found, Surroundings } from './sites.ts';

/** Interfaces whose methods ask a model without a line of code: `@AiService`. */
export function interfacesOf(file: string, facts: FileFacts, { knowledge, hints }: Surroundings): readonly Found[] {
  const found: Found[] = [];
  for (const signature of knowledge.signatures) {
    if (signature.interfaces.length === 0) continue;
    for (const [name, type] of Object.entries(facts.classes)) {
      const isMarked = type.marks.some(
        (mark) => mark.is === 'made' && signature.interfaces.some((wanted) => textOfName(mark.by) === wanted),
      );
      if (!isMarked) continue;
      for (const routine of facts.routines.filter(({ symbol }) => symbol.startsWith(`${name}.`))) {
        const callee: Value = { is: 'import', module: Object.values(signature.modules)[0]?.[0] ?? '', name };
        const call: CallFact = {
          callee,
          written: routine.symbol,
          given: [],
          line: routine.line,
          end: routine.end,
          symbol: routine.symbol,
          around: [],
          keptIn: null,
        };
        const match: Match = {
          signature,
          pattern: { path: name, api: 'chat', stream: false, anywhere: false, result: false },
          path: { root: callee, steps: [] },
          module: null,
          sure: true,
        };
        const at = { file, line: routine.line };
        const unsaid: Known<string> = { value: 'unknown', by: 'nothing', at, because: 'it is not in the code' };
        found.push({
          file,
          facts,
          call,
          given: [],
          match,
          api: 'chat',
          model: unsaid,
          address: unsaid,
          providers: providersOf(
            { match, given: [], model: null, at },
            { signatures: knowledge.signatures, endpoints: knowledge.endpoints, hints, owner: null },
          ),
          streaming: { value: 'unknown', by: 'nothing', at, because: 'the interface does not say it' },
        });
      }
    }
  }
  return found;
}

function textOfName(value: Value): string {
  return value.is === 'import' || value.is === 'bare' ? value.name : '';
}
