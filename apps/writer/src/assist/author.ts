import type { Origin } from 'failsoft/client';
import { clock } from '../app/times.ts';
import type { Author } from '../editor/authorship.ts';

/** Who has given an answer and why it was not who was asked, in words that stay with it. Null: nobody yet. */
export function authorFrom(
  origin: Origin | null,
  { action, model }: { readonly action: string; readonly model: string },
): Author {
  if (origin === null) return { by: '', why: '', action, atMs: 0 };
  const { servedBy: by, mode, atMs } = origin;
  const instead = by === '' || by.endsWith(`/${model}`) ? '' : `instead of ${model} (${becauseOf(origin)})`;
  if (mode === 'cache') return { by, why: `${instead} from an answer given before`.trim(), action, atMs };
  return { by, why: instead === '' && mode === 'local' ? 'on this computer' : instead, action, atMs };
}

/** The gateway's own sentence as a reason: "anthropic/x is not asked, because its calls fail." */
function becauseOf({ help: { why, sinceMs } }: Origin): string {
  if (why === '') return 'which did not answer';
  const since = sinceMs === null ? '' : ` since ${clock(sinceMs)}`;
  return `${/because (.+?)\.?$/.exec(why)?.[1] ?? why.replace(/\.$/, '')}${since}`;
}
