import type { FaultKind } from '../model/fault.ts';
import type { Match, RequestEntry } from '../model/journal.ts';
import type { Mode } from '../model/route.ts';
import type { Migrated } from './migrations.ts';

/** The tables of the store, as the newest migration leaves them. */
export type Tables = Migrated & {
  requests: RequestRow;
  bodies: BodyRow;
  incidents: IncidentRow;
  calls: CallsRow;
  notes: { name: string; text: string };
  trials: { id: string; started_at_ms: number; whole: string };
  answers: AnswerRow;
  leases: { name: string; holder: string; until_at_ms: number };
};

/** One request. `lost` and `attempts` are JSON: nobody looks for an attempt without its request, and a table of their own made an
 * entry half as dear again; `streamed` and `failover` are 0 or 1; the token counts are all null or all numbers. */
export type RequestRow = {
  id: string;
  at_ms: number;
  protocol: string;
  route: string;
  model: string;
  client: string;
  workflow: string;
  streamed: 0 | 1;
  outcome: RequestEntry['outcome'];
  status: number;
  mode: Mode | null;
  match: Match | null;
  served_by: string;
  fault: FaultKind | null;
  took_ms: number;
  first_content_ms: number | null;
  input_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_tokens: number | null;
  output_tokens: number | null;
  thinking_tokens: number | null;
  lost: string;
  attempts: string;
  failover: 0 | 1;
};

export type BodyRow = { request_id: string; request: string; answer: string };

/** One kept answer. `request` and `answer` are sealed, `bytes` is what all of it takes in memory. */
export type AnswerRow = {
  id: string;
  tenant: string;
  route: string;
  model: string;
  served_by: string;
  request: Buffer;
  answer: Buffer;
  made_at_ms: number;
  until_at_ms: number;
  bytes: number;
};

/** One incident. `whole` is all of it as JSON; the rest is what it is looked for by. */
export type IncidentRow = {
  id: string;
  surface: string;
  started_at_ms: number;
  ended_at_ms: number | null;
  words: string;
  whole: string;
};

/** How many calls of a kind went how in a minute or an hour. */
export type CallsRow = {
  span_ms: number;
  at_ms: number;
  surface: string;
  provider: string;
  model: string;
  kind: 'traffic' | 'probe';
  well: number;
  ill: number;
};
