import type { Config } from '../../config/config.ts';
import { didYouMean } from '../../config/words.ts';
import { providerOf } from '../../providers/index.ts';
import type { World } from '../../world/world.ts';
import type { Abilities } from './abilities.ts';
import { type Check, nameOf } from './checks.ts';
import { type KeyLook, lookAtKey } from './key.ts';
import type { Asked, Asker } from './question.ts';
import { type Reach, reach } from './reach.ts';
import { type Outcome, type Verdict, VERDICTS, verdictOf } from './verdict.ts';

/** What was found out about one check. */
export type Finding = Outcome & {
  readonly name: string;
  readonly check: Check;
  /** The last level that was looked at: 1 the way, 2 the key, 3 an answer, 4 a whole stream, 5 what clients need. */
  readonly level: 1 | 2 | 3 | 4 | 5;
  readonly firstContentMs: number | null;
  /** Null when nobody has tried. */
  readonly abilities: Abilities | null;
};

export type Means = {
  readonly config: Config;
  readonly world: World;
  readonly asker: Asker;
  /** May a question be asked that can cost something? */
  readonly mayAsk: (check: Check) => boolean;
};

const SKEW_MS_MAX = 5 * 60_000;

/** Looks at one check, level by level, and stops at the first that settles it. */
export async function examine({ config, world, asker, mayAsk }: Means, check: Check): Promise<Finding> {
  const done = (level: Finding['level'], outcome: Outcome, firstContentMs: number | null = null): Finding => {
    const fix = outcome.fix === '' ? fixFor(outcome.verdict, check) : outcome.fix;
    return { ...outcome, fix, name: nameOf(check), check, level, firstContentMs, abilities: null };
  };
  const way: Reach = await reach(check.account.provider.baseUrl, config.network);
  if (way.kind === 'failed') return done(1, way.outcome);
  if (check.account.keys.kind === 'caller') {
    return done(
      1,
      unproved('its key is the caller’s own, and there is no caller here', 'try it with the client itself'),
    );
  }
  const key = await lookAtKey(world, check);
  if (check.account.provider.local) {
    const missing = localTrouble(check, key);
    if (missing !== null) return done(2, missing);
  }
  if (check.model === null) return done(2, unproved('no model is known to ask for', 'name one with --model'));
  // Some providers refuse the list to a good key (hermes-agent #21785), so a question that may be asked has the last word.
  if (!mayAsk(check)) {
    if (key.kind === 'refused') return done(2, key.outcome);
    return done(2, unproved(`${key.outcome.detail}; no question was asked`, 'failsoft doctor --yes'));
  }
  const asked = await asker.ask(check);
  return asked.kind === 'failed'
    ? done(asked.words ? 4 : 3, troubleOf(asked, check, key))
    : done(4, judgeAnswer(asked, key), asked.firstContentMs);
}

function unproved(detail: string, fix: string): Outcome {
  return { verdict: 'not_verifiable', detail, fix };
}

/** What a server on this machine says by itself, without a question. */
function localTrouble({ model, account }: Check, { models, kind }: KeyLook): Outcome | null {
  if (kind === 'refused' || account.provider.id !== 'ollama') return null;
  if (models.length === 0) return { verdict: 'no_model_loaded', detail: '', fix: 'ollama pull llama3.2' };
  if (model === null || models.some((name) => name === model || name === `${model}:latest`)) return null;
  return { verdict: 'model_not_found', detail: `it has ${models.join(', ')}`, fix: `ollama pull ${model}` };
}

function judgeAnswer({ usage }: Extract<Asked, { kind: 'answered' }>, { skewMs }: KeyLook): Outcome {
  if (Math.abs(skewMs) > SKEW_MS_MAX) {
    const minutes = Math.round(Math.abs(skewMs) / 60_000);
    const detail = `it is ${minutes} minutes ${skewMs > 0 ? 'ahead' : 'behind'}`;
    return { verdict: 'clock_skew', detail, fix: 'set the clock of this machine' };
  }
  if (usage === null || usage.outputTokens === 0) {
    return {
      verdict: 'degraded',
      detail: 'it does not say how many tokens it used, so they cannot be counted',
      fix: '',
    };
  }
  return { verdict: 'ok', detail: '', fix: '' };
}

function troubleOf({ fault }: Extract<Asked, { kind: 'failed' }>, { model }: Check, { models }: KeyLook): Outcome {
  const verdict = verdictOf(fault);
  const status = fault.upstreamStatus === null ? '' : ` (${fault.upstreamStatus})`;
  const detail = `${fault.message}${status}`;
  if (fault.kind === 'garbled' && fault.message.includes('web page'))
    return { verdict: 'wrong_base_url', detail, fix: '' };
  if (verdict !== 'model_not_found') return { verdict, detail, fix: '' };
  const near = didYouMean(model ?? '', models);
  return { verdict, detail, fix: `check the name of the model${near}` };
}

/** What to do about it, where the trouble itself did not say. */
function fixFor(verdict: Verdict, { account, secret }: Check): string {
  const { provider } = account;
  const where = secret === null || secret.variable === '' ? 'the configuration' : secret.variable;
  // The vendor's page says nothing of a server that somebody else runs.
  const isOwn = provider.baseUrl === providerOf(provider.id)?.baseUrl;
  switch (verdict) {
    case 'invalid_key':
      return `put a key that works into ${where}`;
    case 'no_credit':
      return `add credit to the account at ${provider.name}`;
    case 'rate_limited':
      return 'wait, or add another key of another account';
    case 'overloaded':
    case 'failing':
      return provider.statusPage === null || !isOwn ? '' : `see ${provider.statusPage}`;
    case 'wrong_base_url':
      return `check baseUrl, which is ${provider.baseUrl}`;
    case 'region_blocked':
      return 'take another provider for this place';
    case 'ok':
    case 'degraded':
    case 'clock_skew':
    case 'missing_capability':
    case 'not_verifiable':
    case 'model_not_found':
    case 'no_model_loaded':
    case 'tls_intercepted':
    case 'unreachable':
      return '';
  }
}

/** Does the target answer, for all that is known? */
export function standingOf({ verdict }: Finding): (typeof VERDICTS)[Verdict]['standing'] {
  return VERDICTS[verdict].standing;
}
