import type { Condition } from '../../model/verdict.ts';

/**
 * The condition of a cell, which follows what is believed of it with patience: it is easily suspected, hardly condemned, and not taken
 * for well before it has been well for a while.
 */
export type Standing = {
  readonly condition: Exclude<Condition, 'unknown'>;
  /** Since when something has spoken against it; null while nothing does. */
  readonly suspectedMs: number | null;
  /** Since when little has spoken against it, in trouble; null while much does. */
  readonly calmMs: number | null;
  /** When trouble began and ended in the last hours, oldest first. */
  readonly turns: readonly Turn[];
};

type Turn = { readonly atMs: number; readonly to: 'trouble' | 'calm' };

/** What speaks for trouble of both kinds: probabilities. `enterAt`: the one from which it is trouble, see ENTER_AT. */
export type Sign = { readonly degraded: number; readonly down: number; readonly enterAt: number };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const SUSPECT_AT = 0.3;
/** Below this nothing is suspected any more. */
const TRUST_AT = 0.15;
/** The trouble that we see alone, and that which its maker posts, too. */
export const ENTER_AT = { alone: 0.9, confirmed: 0.75 } as const;
const CALM_AT = 0.1;
const CALM_MS = 3 * MINUTE_MS;
/** From calm to healthy; it doubles with every trouble of the last hours, because two in five come back within a day. */
const HOLD_MS = 5 * MINUTE_MS;
const HOLD_MS_MAX = HOUR_MS;
const REMEMBERED_MS = 6 * HOUR_MS;
/** So many turns within so long are one trouble that is not steady. */
const FLAPS = 4;
const FLAP_MS = HOUR_MS;
/** By how much the other kind of trouble has to be likelier before it is called by its name. */
const LIKELIER = 2;

export const HEALTHY: Standing = { condition: 'healthy', suspectedMs: null, calmMs: null, turns: [] };

export function isTrouble(condition: Condition): boolean {
  return condition === 'degraded' || condition === 'down';
}

/** Has it changed so often that it only counts as not steady? */
export function isFlapping({ turns }: Standing, atMs: number): boolean {
  return turns.length >= FLAPS && turns.filter((turn) => atMs - turn.atMs < FLAP_MS).length >= FLAPS;
}

export function advanced(standing: Standing, sign: Sign, atMs: number): Standing {
  const bad = sign.degraded + sign.down;
  const next = moved(remembered(standing, atMs), sign, atMs);
  const isQuiet = next.condition === 'healthy' && bad < SUSPECT_AT;
  const suspectedMs = isQuiet ? null : (next.suspectedMs ?? atMs);
  return suspectedMs === next.suspectedMs ? next : { ...next, suspectedMs };
}

function moved(standing: Standing, sign: Sign, atMs: number): Standing {
  const bad = sign.degraded + sign.down;
  switch (standing.condition) {
    case 'healthy':
      if (bad >= sign.enterAt) return troubled(standing, sign, atMs);
      return bad >= SUSPECT_AT ? { ...standing, condition: 'suspected' } : standing;
    case 'suspected':
      if (bad >= sign.enterAt) return troubled(standing, sign, atMs);
      return bad < TRUST_AT ? { ...standing, condition: 'healthy' } : standing;
    case 'degraded':
    case 'down': {
      if (bad > CALM_AT) return called(standing, sign);
      const calmMs = standing.calmMs ?? atMs;
      if (atMs - calmMs < CALM_MS) return standing.calmMs === null ? { ...standing, calmMs } : standing;
      return { ...standing, condition: 'recovering', calmMs: atMs, turns: [...standing.turns, { atMs, to: 'calm' }] };
    }
    case 'recovering': {
      if (bad >= SUSPECT_AT) return troubled(standing, sign, atMs);
      const calmMs = bad > CALM_AT ? atMs : (standing.calmMs ?? atMs);
      if (atMs - calmMs >= holdMs(standing)) return { ...standing, condition: 'healthy', calmMs: null };
      return calmMs === standing.calmMs ? standing : { ...standing, calmMs };
    }
  }
}

function troubled(standing: Standing, sign: Sign, atMs: number): Standing {
  const condition = sign.down > sign.degraded ? 'down' : 'degraded';
  return { ...standing, condition, calmMs: null, turns: [...standing.turns, { atMs, to: 'trouble' }] };
}

function called(standing: Standing, { degraded, down }: Sign): Standing {
  const [mine, other] = standing.condition === 'down' ? [down, degraded] : [degraded, down];
  if (other > LIKELIER * mine)
    return { ...standing, condition: standing.condition === 'down' ? 'degraded' : 'down', calmMs: null };
  return standing.calmMs === null ? standing : { ...standing, calmMs: null };
}

function holdMs({ turns }: Standing): number {
  const troubles = turns.filter(({ to }) => to === 'trouble').length;
  return Math.min(HOLD_MS_MAX, HOLD_MS * 2 ** Math.max(0, troubles - 1));
}

/** Without what is long ago, and without what would be later than now, since clocks are set back. */
function remembered(standing: Standing, atMs: number): Standing {
  const { turns, calmMs, suspectedMs } = standing;
  const isRecent = (turn: Turn): boolean => turn.atMs <= atMs && atMs - turn.atMs < REMEMBERED_MS;
  if (turns.every(isRecent) && (calmMs ?? 0) <= atMs && (suspectedMs ?? 0) <= atMs) return standing;
  return {
    ...standing,
    turns: turns.filter(isRecent),
    calmMs: calmMs === null ? null : Math.min(calmMs, atMs),
    suspectedMs: suspectedMs === null ? null : Math.min(suspectedMs, atMs),
  };
}
