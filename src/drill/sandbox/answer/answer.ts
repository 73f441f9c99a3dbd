import type { JsonObject } from '../../../model/json.ts';
import { isObject } from '../../../model/json.ts';
import type { StopReason, Usage } from '../../../model/reply.ts';
import type { Asked, OfferedTool } from './asked.ts';
import { chance, type Chance } from './chance.ts';
import { exampleOf } from './example.ts';
import { beginningIn, goOn } from './go-on.ts';
import { countTokens, quote, sentences, thoughts, tokens } from './words.ts';

/** What a simulated model said, in nobody's dialect: the truth that a client's reading is compared with. */
export type CanonicalAnswer = {
  /** The words, those of a refusal included. */
  readonly text: string;
  readonly thinking: string;
  readonly toolCalls: readonly CanonicalCall[];
  readonly stop: StopReason;
  /** The caller's stop text that ended it, empty when none did. */
  readonly stopSequence: string;
  readonly usage: Usage;
};

export type CanonicalCall = { readonly id: string; readonly name: string; readonly input: JsonObject };

/** Who answers, and what it remembers. */
export type Speaker = {
  readonly provider: string;
  readonly seed: number;
  /** Is the beginning of the request in the prompt cache already? */
  readonly cached: boolean;
  /** Mints the id of a tool call as the dialect writes it. */
  readonly callId: (letters: string) => string;
};

/** Words in the question that make the simulated model do something. */
export const TRIGGERS = {
  tool: /\[tools?\]|use the tools?\b/i,
  tools: /\[tools\]|use the tools\b/i,
  refuse: /\[refuse\]/i,
  long: /\[long\]/i,
} as const;

const LONG_SENTENCES = 60;

/** The answer of a simulated model. The same request, provider and seed give the same answer. */
export function compose(asked: Asked, speaker: Speaker): CanonicalAnswer {
  const luck = chance(`${speaker.seed}|${speaker.provider}|${asked.model}|${asked.history}`);
  const beginning = beginningIn(asked.text);
  const refused = beginning === null && TRIGGERS.refuse.test(asked.text);
  const calls = refused || beginning !== null ? [] : callsFor(asked, speaker, luck);
  const thinking = asked.thinking === 'off' ? '' : thoughts(luck);
  const text = refused
    ? 'I can’t help with that, not even in a simulation.'
    : calls.length > 0
      ? luck.pick(['', 'Let me look that up. ', 'I’ll ask the tool — one moment… '])
      : beginning === null
        ? textFor(asked, speaker, luck)
        : goOn(beginning, ` ${sentences(luck, luck.between(2, 5))}`, asked.model);
  const whole = { thinking, text, toolCalls: calls };
  const usage = { ...inputUsage(asked, speaker), outputTokens: 0, thinkingTokens: 0 };
  return withinLimits(whole, asked, { usage, stop: refused ? 'refused' : calls.length > 0 ? 'tool-call' : 'done' });
}

function textFor(asked: Asked, speaker: Speaker, luck: Chance): string {
  if (asked.output.kind === 'json') return JSON.stringify({ answer: quote(asked.text), from: asked.model });
  if (asked.output.kind === 'schema') return JSON.stringify(exampleOf(asked.output.schema, luck));
  const who = `This is ${asked.model} at the simulated provider ${speaker.provider}.`;
  const first =
    asked.results.length > 0
      ? `I have the results: ${asked.results.map(({ name, text }) => `${name} said “${quote(text)}”`).join('; ')}.`
      : asked.text === ''
        ? 'You said nothing that I could quote.'
        : `You asked: “${quote(asked.text)}”.`;
  const count = TRIGGERS.long.test(asked.text) ? LONG_SENTENCES : luck.between(2, 5);
  return `${first} ${who} ${sentences(luck, count)}`;
}

function callsFor(asked: Asked, speaker: Speaker, luck: Chance): readonly CanonicalCall[] {
  const tools = wantedTools(asked);
  return tools.map(({ name, schema }) => {
    const input = exampleOf({ type: 'object', ...schema }, luck);
    return { id: speaker.callId(luck.letters(22)), name, input: isObject(input) ? input : {} };
  });
}

function wantedTools({ tools, toolChoice, text, parallelTools }: Asked): readonly OfferedTool[] {
  const [first, second] = tools;
  if (first === undefined || toolChoice.kind === 'none') return [];
  const forced = toolChoice.kind === 'tool' ? tools.find(({ name }) => name === toolChoice.name) : undefined;
  if (forced !== undefined) return [forced];
  if (toolChoice.kind !== 'required' && !TRIGGERS.tool.test(text)) return [];
  return parallelTools && TRIGGERS.tools.test(text) ? [first, second ?? first] : [first];
}

function inputUsage({ inputTokens, prefix }: Asked, { cached }: Speaker) {
  const kept = prefix === null ? 0 : Math.min(prefix.tokens, inputTokens);
  return { inputTokens, cacheReadTokens: cached ? kept : 0, cacheWriteTokens: cached ? 0 : kept };
}

type Said = Pick<CanonicalAnswer, 'thinking' | 'text' | 'toolCalls'>;

/** Cuts what was said at the caller's stop texts and token limit, and counts it. */
function withinLimits(said: Said, asked: Asked, end: Pick<CanonicalAnswer, 'usage' | 'stop'>): CanonicalAnswer {
  const cut = stopIn(said.text, asked.stop);
  const text = cut === null ? said.text : said.text.slice(0, cut.at);
  const toolCalls = cut === null ? said.toolCalls : [];
  const limit = asked.maxTokens ?? Infinity;
  const thought = tokens(said.thinking).slice(0, limit);
  const spoken = tokens(text).slice(0, limit - thought.length);
  const calls = toolCalls.reduce((sum, call) => sum + 8 + countTokens(JSON.stringify(call.input)), 0);
  const tooMuch = tokens(said.thinking).length + tokens(text).length + calls > limit;
  return {
    // Hidden thinking is paid for but not seen.
    thinking: asked.thinking === 'shown' ? thought.join('') : '',
    text: spoken.join(''),
    toolCalls: tooMuch ? [] : toolCalls,
    stop: tooMuch ? 'length' : cut === null ? end.stop : 'stop-sequence',
    stopSequence: tooMuch || cut === null ? '' : cut.stop,
    usage: {
      ...end.usage,
      outputTokens: tooMuch ? limit : Math.max(1, thought.length + spoken.length + calls),
      thinkingTokens: thought.length,
    },
  };
}

function stopIn(text: string, stops: readonly string[]): { readonly at: number; readonly stop: string } | null {
  const found = stops.map((stop) => ({ stop, at: text.indexOf(stop) })).filter(({ at }) => at >= 0);
  return found.reduce<(typeof found)[number] | null>((a, b) => (a === null || b.at < a.at ? b : a), null);
}
