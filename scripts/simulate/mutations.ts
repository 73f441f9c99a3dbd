/** A rule of the engine and how it is broken: the first place of `find` becomes `put`. */
export type Mutation = {
  readonly what: string;
  /** Below `src`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
  /** The seed that is known to notice it. When it does not, those behind it are played. */
  readonly seed: number;
};

/** One for every rule whose breach somebody would pay for, as other gateways have had them. */
// oxfmt-ignore
export const MUTATIONS: readonly Mutation[] = [
  { what: 'late reports change the breaker', file: 'resilience/breaker.ts', find: '  if (report.generation !== breaker.generation) return breaker;\n  if (breaker.state !== \'open\') return judged', put: '  if (breaker.state !== \'open\') return judged', seed: 12 },
  { what: 'limits of a key are held against the target', file: 'model/fault.ts', find: "next: 'yes',        against: 'key',    restMs: MINUTE }", put: "next: 'yes',        against: 'target', restMs: MINUTE }", seed: 29 },
  { what: 'refusals are taken elsewhere', file: 'model/fault.ts', find: "refused:         { status: 400, retry: 'never',     next: 'no', ", put: "refused:         { status: 400, retry: 'never',     next: 'yes',", seed: 274 },
  { what: 'losers go on', file: 'resilience/plan.ts', find: "  const cancels = losers.map((id): Command => ({ do: 'cancel', attempt: id }));", put: '  const cancels: Command[] = [];', seed: 45 },
  { what: 'what runs is not cancelled at the end', file: 'resilience/plan.ts', find: "one.state === 'running' ? [{ do: 'cancel', attempt }] : []", put: "one.state === 'failed' ? [{ do: 'cancel', attempt }] : []", seed: 1 },
  { what: 'a target is asked as often as one likes', file: 'resilience/once-more.ts', find: '.length >= triesMax) return null;', put: '.length >= 5) return null;', seed: 12 },
  { what: 'the next rung is left out after a reset', file: 'model/fault.ts', find: "reset:           { status: 502, retry: 'once',      next: 'yes', ", put: "reset:           { status: 502, retry: 'once',      next: 'no',  ", seed: 47 },
  { what: 'resting targets are never asked', file: 'resilience/plan.ts', find: 'if (resting !== undefined) return start', put: 'if (resting === -1) return start', seed: 12 },
  { what: 'nobody looks whether a target is back', file: 'engine/probes.ts', find: '    look(target);\n  };', put: '  };', seed: 12 },
  { what: 'the policy of a route is forgotten', file: 'engine/view.ts', find: '!route.allow.includes(rung.provider)', put: 'route.allow.length === 0', seed: 9 },
  { what: 'a stream that just ends is a success', file: 'engine/relay.ts', find: "if (missing === null) return broken(new Fault('cut', 'The answer stopped before its end'));", put: "if (missing === null) return { out: [], weight: 'none', end: true, fault: null };", seed: 62 },
  { what: 'a slow caller counts as a stall', file: 'engine/call.ts', find: 'if (pausedMs !== null || ', put: 'if (', seed: 29 },
  { what: 'a caller that can take more is not heard', file: 'engine/complete.ts', find: 'drained: () => writer?.call.resume(),', put: 'drained: () => {},', seed: 29 },
  { what: 'a full caller is written to all the same', file: 'engine/call.ts', find: '      exchange.pause();', put: '', seed: 391 },
  { what: 'a broken answer ends as if it were whole', file: 'engine/voice.ts', find: '    sink.destroy();', put: '    sink.end();', seed: 8 },
  { what: 'cancelled attempts are not noted', file: 'engine/attempt.ts', find: "close(new Fault('cancelled', 'No longer needed'));", put: "book.ended(target, generation, new Fault('cancelled', 'No longer needed'));", seed: 1 },
  { what: 'keys in errors are shown', file: 'engine/call.ts', find: 'const message = secret === null ? fault.message : redact(fault.message, [secret]);', put: 'const message = fault.message;', seed: 100 },
  { what: 'keys that met a limit are used on', file: 'engine/vault.ts', find: "      own.set(`${scope} ${fault.kind} ${fault.limit}`, { model: scope, untilMs: nowMs + restMs });", put: '', seed: 9 },
  { what: 'the first content has no deadline', file: 'resilience/deadlines.ts', find: 'if (progress.contentMs === null) {', put: 'if (progress.contentMs === -1) {', seed: 1 },
  { what: 'the whole request has no deadline', file: 'resilience/plan.ts', find: "return endWith(state, new Fault('timeout', 'The time for this request is over'));", put: 'return { state, commands: [] };', seed: 2_000_013 },
  { what: 'a tool call is let out before it is whole', file: 'engine/pass-events.ts', find: "if (call === 'open' || call === 'next') hold", put: "if (call === 'next') hold", seed: 76 },
  { what: 'an error in the middle of a stream is overheard', file: 'engine/translate.ts', find: "if (event.type === 'fault') return", put: "if (event.type === 'fault' && event.fault.kind !== 'overloaded') return", seed: 206 },
  { what: 'a ramp that never ends', file: 'resilience/breaker.ts', find: 'const SHARE_STEP_MS = 3_000;', put: 'const SHARE_STEP_MS = 300_000;', seed: 27 },
  { what: 'a seam that is taken on trust', file: 'resilience/seam.ts', find: "if (!isEcho(plain(said.slice(from, end)), seam)) return WRONG;", put: '', seed: 398 },
  { what: 'two keys of a rung are one', file: 'engine/vault.ts', find: 'keys.secrets.findIndex((secret) => !isResting(secret, model, nowMs))', put: 'keys.secrets.findIndex((secret, place) => place === 0 && !isResting(secret, model, nowMs))', seed: 1 },
  { what: 'answers that miss their schema pass', file: 'engine/answer-reader.ts', find: '[keepsTo(output, going?.text)]', put: '[]', seed: 147 },
  { what: 'bytes that are no characters are let through', file: 'protocols/frame.ts', find: '{ fatal: true, ignoreBOM: true }', put: '{ ignoreBOM: true }', seed: 102 },
  { what: 'nobody is rescued', file: 'resilience/plan.ts', find: 'return rescue({ ...state, doubted: [...state.doubted, happening.attempt] }, happening.attempt, view);', put: 'return { state, commands: [] };', seed: 45 },
  { what: 'what is too long is sent again', file: 'model/fault.ts', find: "'too-long':      { status: 400, retry: 'never',  ", put: "'too-long':      { status: 400, retry: 'once',   ", seed: 65 },
  { what: 'a limit without a length is none', file: 'engine/vault.ts', find: 'fault.retryAfterMs ?? fault.rule.restMs', put: 'fault.retryAfterMs ?? 0', seed: 9 },
  { what: 'thoughts go to everybody', file: 'engine/thoughts.ts', find: 'if (thought?.maker !== maker) return [];', put: 'if (thought === null) return [];', seed: 1_634 },
  { what: 'chance is not the one of the world', file: 'engine/view.ts', find: '...own }, random(), random)', put: '...own }, Math.random(), random)', seed: 1_280 },
  { what: 'asking again costs nothing', file: 'resilience/budget.ts', find: 'again: 10,', put: 'again: 0,', seed: 1_000_027 },
  // What the simulator has found itself.
  { what: 'chunks of one chat have two ids', file: 'protocols/openai-chat/render-stream.ts', find: "begunId === '' ? completionId(event.id) : begunId", put: 'completionId(event.id)', seed: 254 },
  { what: 'data on several lines is printed on one', file: 'protocols/frame.ts', find: "data.includes('\\n') ? data.replaceAll('\\n', '\\ndata: ') : data", put: 'data', seed: 725 },
  { what: 'a probe reads on', file: 'engine/probe.ts', find: 'withinMs + REMAINDER_MS', put: 'LIMITS.totalMs', seed: 2_742 },
  { what: 'another connection is for targets that rest, too', file: 'resilience/once-more.ts', find: "if (elsewhere) return mayHelp(view.standing(rung)) ? { rung, why: 'mend', afterMs: 0 } : null;", put: '', seed: 47 },
  { what: 'a refusal beside another answer is forgotten', file: 'resilience/plan.ts', find: 'const verdict = mayClimb ? open.verdict : ', put: 'const verdict = mayClimb ? null : ', seed: 307_580 },
  { what: 'a probe from before goes on', file: 'engine/probes.ts', find: '    running.get(target)?.();\n', put: '', seed: 306_741 },
  { what: 'an answer without a byte is one without content', file: 'engine/relay.ts', find: "new Fault('cut', 'The answer ended before its first byte')", put: "new Fault('empty', 'The answer is empty')", seed: 4_000_235 },
  { what: 'the end of an answer without content is lost', file: 'engine/call.ts', find: '[...held, ...last]', put: 'held', seed: 123 },
  { what: 'words that keep to a schema come behind all else', file: 'engine/schema-check.ts', find: "if ('part' in event && texts.size > 0)", put: "if ('part' in event && texts.size < 0)", seed: 1_000_000 },
  { what: 'others go on with a model that has lost its way', file: 'resilience/plan.ts', find: " && brokeOff.fault.kind !== 'runaway'", put: '', seed: 1_002_156 },
  { what: 'only the last bytes of an event count', file: 'engine/call.ts', find: 'pieceBytes += chunk.length;', put: 'pieceBytes = chunk.length;', seed: 1_004_258 },
  { what: 'another key is for targets that are well', file: 'resilience/once-more.ts', find: "standing === 'ready' || (!elsewhere && standing !== 'parked')", put: "standing === 'ready'", seed: 1_431 },
  // Answers that are kept, and answers for many.
  { what: 'tenants share what is kept', file: 'engine/question.ts', find: 'const tenant = tenantOf(asked);', put: "const tenant = '';", seed: 2_000_000 },
  { what: 'answers of standbys are kept', file: 'engine/remember.ts', find: "if (mode !== 'primary') return mode ?? 'nobody';", put: '', seed: 2_000_007 },
  { what: 'answers that were put together are kept', file: 'engine/remember.ts', find: "return isAlone ? null : 'put together';", put: 'return null;', seed: 4_000_041 },
  { what: 'what is kept never gets too old', file: 'cache/windows.ts', find: 'const operatorMs = Math.min(rung.maxAgeMs ?? cache.staleMs,', put: 'const operatorMs = Math.min(Infinity,', seed: 2_000_206 },
  { what: 'who wants it anew gets what is kept', file: 'cache/windows.ts', find: 'if (noCache) return { atOnceMs: NEVER, meanwhileMs: NEVER };', put: '', seed: 2_000_155 },
  { what: 'who rests is asked before what is kept is given', file: 'resilience/plan.ts', find: "(rung) => !isModel(state.ladder[rung]) || view.standing(rung) === 'ready'", put: "(rung) => (isModel(state.ladder[rung]) ? view.standing(rung) === 'ready' : untried(state).every((other) => view.standing(other) !== 'resting'))", seed: 2_000_047 },
  { what: 'everybody asks for oneself', file: 'engine/cached.ts', find: "if (why !== 'request') flights.set(id, flight);", put: '', seed: 2_000_003 },
  { what: 'an answer ends for all when the first has no more time', file: 'engine/in-time.ts', find: 'asked: patient,', put: 'asked,', seed: 2_000_325 },
  { what: 'what was asked for others is noted for nobody', file: 'engine/flight.ts', find: "if (asker === undefined) by.record(waited.size > 0 ? left(of) : of);", put: '', seed: 2_000_000 },
  { what: 'an answer that nobody waits for goes on', file: 'engine/flight.ts', find: '      land();\n      running.gone();', put: '      land();', seed: 2_000_000 },
  { what: 'everybody waits for who has come to rest', file: 'engine/flight.ts', find: 'options.isDoubted()', put: 'false', seed: 3_000_246 },
  { what: 'an answer begins anew for callers who know nothing of that', file: 'engine/continued.ts', find: "headers['x-failsoft-restart'] === 'ok' && ", put: '', seed: 2_000_033 },
  { what: 'what comes anew is not announced', file: 'engine/voice.ts', find: '      sink.write(note);', put: '', seed: 3_000_041 },
  { what: 'to ask anew costs nothing', file: 'engine/renewals.ts', find: '      left -= 1;', put: '', seed: 4_000_043 },
  { what: 'an answer goes on at its provider when nobody waits', file: 'engine/open-kept.ts', find: "if (id !== null && !progress.isOver()) post", put: 'if (id === null && !progress.isOver()) post', seed: 2_000_040 },
  { what: 'the rest of an answer begins with what was there', file: 'engine/kept-place.ts', find: 'if (number !== null && number > after) {', put: 'if (number !== null && number >= after) {', seed: 3_000_026 },
  { what: 'a model below what is kept is forgotten', file: 'resilience/plan.ts', find: 'ramping ?? readyModel(state, view) ?? next', put: 'ramping ?? next', seed: 2_000_971 },
];
