import { SURE } from '../../forecast/chance.ts';
import type { JoinedRung } from '../ladder.ts';
import type { Evidence, Workflow } from '../schema.ts';
import { serviceOf } from '../service.ts';
import type { Known } from '../sources.ts';

export const TODAY = '2026-11-26';

/** A workflow whose tolerance is known, and that Anthropic serves. */
export function known(changes: Partial<Known> = {}, workflow: Partial<Workflow> = {}): Known {
  return {
    workflow: { id: 'reply', criticality: 'minor', mtpd: '4h', rto: '10m', ...workflow },
    owner: 'team-support',
    codeOwner: null,
    code: null,
    route: null,
    traffic: null,
    first: [{ service: serviceOf('anthropic/claude-sonnet-5-5'), by: 'configuration' }],
    ladder: [],
    evidence: [],
    evidenceDays: 90,
    isAlerted: null,
    hashes: { code: null, config: null },
    today: TODAY,
    ...changes,
  };
}

export function rung(changes: Partial<JoinedRung> = {}): JoinedRung {
  return {
    kind: 'other-provider',
    service: serviceOf('openai/gpt-5.6'),
    automatic: true,
    switchMs: 3_000,
    level: null,
    chance: SURE,
    measured: null,
    text: '',
    by: 'configuration',
    ...changes,
  };
}

export function drill(changes: Partial<Evidence> = {}): Evidence {
  return { kind: 'drill', scenario: 'provider-down', at: '2026-11-01', result: 'pass', recovered: '12s', ...changes };
}
