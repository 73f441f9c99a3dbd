import { slug } from './slug.ts';

/** How much of a text is looked through, characters; and how many words a scope may have. */
const TEXT_MAX = 2_000;
const WORDS_MAX = 20;

/**
 * What of a surface an incident is about, from its title and its text: families of models where either names some, features where the
 * title does. Empty where it is about all of it, which is what is believed unless it says otherwise.
 */
export function scopeOf(title: string, text: string): readonly string[] {
  const head = withoutAsides(title);
  if (EVERYTHING.test(head)) return [];
  const named = modelsIn(head);
  const models = named.length > 0 ? named : modelsIn(sentencesOf(text).join(' '));
  const features = FEATURES.filter(([words]) => words.test(head)).map(([, word]) => word);
  return [...new Set([...models, ...features])].slice(0, WORDS_MAX);
}

/** What is only an example of more does not narrow it. */
function withoutAsides(title: string): string {
  return title.replace(/\b(?:including|such as|e\.g\.).*$/i, '');
}

const EVERYTHING =
  /\b(?:all|multiple|most|many|several|various|some of our)\s+(?:of (?:our|the)\s+)?(?:claude |openai |gemini |grok )?(?:models?|services?|features|products|requests|surfaces)\b|\bacross (?:models|surfaces|services|products)\b/i;

/** The sentences that say what is wrong, not those that say what is not. */
function sentencesOf(text: string): readonly string[] {
  const sentences = text.slice(0, TEXT_MAX).split(/(?<=[.!?])\s+|\n+/);
  const bad = sentences.filter((sentence) => !UNHARMED.test(sentence));
  return bad.some((sentence) => EVERYTHING.test(sentence)) ? [] : bad;
}

const UNHARMED =
  /\b(?:not|n't|un|no longer)\s*(?:been\s+)?(?:affect|impact)|\bno impact\b|\boperat\w* normally\b|\bremains? (?:available|operational)\b|\b(?:switch|fall ?back|migrate|recommend|instead|workaround|alternative)\b|\bother models\b/i;

const VERSION = String.raw`\d{1,2}(?:[.-]\d{1,2})?`;
const MORE = new RegExp(
  String.raw`(?:\s*(?:,|and|&|\/|\+)\s*)+(${VERSION})\b(?!\s*(?:%|[ap]m\b|min|hour|utc|:))`,
  'iy',
);
const CLAUDE = new RegExp(
  String.raw`\b(?:claude[\s-]+)?(?:(${VERSION})[\s-]+)?(opus|sonnet|haiku|mythos|fable|(?<=claude[\s-])instant)\b(?:[\s-]+(${VERSION})\b(?!\s*(?:%|[ap]m\b|utc|:)))?`,
  'gi',
);
const GPT =
  /\b(?:chat)?gpt[\s-]?(\d{1,2}[ov]?(?:\.\d{1,2}|-\d(?=-turbo))?)((?:[\s-](?:mini|nano|turbo|pro|codex|thinking|instant|audio|vision|chat|preview|high|fast))*)\b/gi;
const REASONERS = /\b(o[134])(?:[\s-](mini|pro|preview|deep[\s-]research))?\b/g;
const NAMED =
  /\b(gemini|grok|glm|llama|qwen|kimi|minimax|deepseek|gemma|nova|phi|nemotron|command|mistral|codestral|devstral|magistral|ministral|pixtral|voxtral|gpt[\s-]oss|whisper|imagen|veo|dall[\s-·]?e)((?:[\s-]?(?:\d{1,3}[be]|v?\d{1,2}(?:\.\d{1,2})?|[krm]\d(?:\.\d)?|pro|flash|lite|mini|nano|fast|max|plus|ultra|large|medium|small|ocr|vision|code|coder|live|image|reasoning|thinking|instant|maverick|scout|turbo|instruct|lightning))*)/gi;
/** These name a product, too: without a version or a size they are no model. */
const PRODUCTS = /^(?:gemini|grok|deepseek|mistral|minimax|kimi|qwen|llama|command|nova|phi)$/;

/** The model that a name is, as a word of a scope; null where it is none. */
export function modelIn(name: string): string | null {
  return modelsIn(name)[0] ?? null;
}

function modelsIn(text: string): readonly string[] {
  return [...claudes(text), ...gpts(text), ...others(text)];
}

function claudes(text: string): readonly string[] {
  return [...text.matchAll(CLAUDE)].flatMap((match) => {
    const [all, before, family = '', after] = match;
    const versions = [before ?? after].filter((one) => one !== undefined);
    MORE.lastIndex = match.index + all.length;
    // "Opus 4, 4.1 and 4.5".
    for (let more = after === undefined ? null : MORE.exec(text); more !== null; more = MORE.exec(text))
      versions.push(more[1] ?? '');
    const name = family.toLowerCase();
    return versions.length === 0 ? [name] : versions.map((version) => `${name}-${version.replace('-', '.')}`);
  });
}

function gpts(text: string): readonly string[] {
  const numbered = [...text.matchAll(GPT)].map(([, version = '', tier = '']) => slug(`gpt ${version} ${tier}`));
  return [...numbered, ...[...text.matchAll(REASONERS)].map(([all]) => slug(all))];
}

function others(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].flatMap(([, family = '', rest = '']) => {
    const name = slug(family);
    const tail = slug(rest);
    return tail === '' && PRODUCTS.test(name) ? [] : [tail === '' ? name : `${name}-${tail}`];
  });
}

/** Parts of products by the words that titles use for them. None of them is a model. */
// oxfmt-ignore
const FEATURES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:log(?:ging)? ?[io]ns?|log(?:ging)? ?in|sign(?:ing)?[\s-]?(?:in|up)s?|sso|authenticat\w*|account creation|verification (?:emails?|codes?))\b/i, 'login'],
  [/\b(?:billing|payments?|subscriptions?|invoices?|purchas\w*|checkout|credits?|usage (?:reports?|data|dashboards?)|analytics|cost reports?)\b/i, 'billing'],
  [/\b(?:file|document|image|attachment)s?\b.{0,20}\b(?:upload|download|preview)|\bupload\w*|\bfiles? (?:api|processing|search)\b/i, 'files'],
  [/\bimage (?:generation|creation|editing)|\bgenerat\w* images?|\bimages api\b|\bdall[\s-·]?e\b/i, 'images'],
  [/\bvideos?\b|\bsora\b/i, 'video'],
  [/\bvoice\b|\baudio\b|\bspeech\b|\btranscri\w*|\btts\b|\bstt\b|\brealtime\b/i, 'voice'],
  [/\bembeddings?\b/i, 'embeddings'],
  [/\bbatch(?:es)?\b/i, 'batch'],
  [/\bfine[\s-]?tun\w*/i, 'fine-tuning'],
  [/\bmoderations?\b/i, 'moderations'],
  [/\bocr\b/i, 'ocr'],
  [/\b(?:web )?search\b/i, 'search'],
  [/\bdeep research\b|\bresearch mode\b/i, 'research'],
  [/\bassistants? api\b/i, 'assistants'],
  [/\bagents?(?: api| mode|\b)|\bmanaged agents\b/i, 'agents'],
  [/\b(?:connectors?|integrations?|mcp|plugins?|extensions?|add-?ins?|excel|slack|chrome|google (?:drive|play|workspace))\b/i, 'integrations'],
  [/\b(?:artifacts?|projects?|memory|memories|skills|canvas|gpts|custom gpts|workflows|prompts api|conversations? (?:history|list)|chat history|sidebar)\b/i, 'extras'],
  [/\b(?:code execution|code interpreter|sandbox(?:es)?|containers?|tool (?:use|calls?)|function calling|structured outputs?|prompt caching|citations)\b/i, 'tools'],
  [/\b(?:admin api|compliance api|api keys?|workspaces?|organi[sz]ations? settings|exports?|webhooks?|rate limits?)\b/i, 'administration'],
  [/\b(?:help cent(?:er|re)|support (?:chat|services?|tickets?)|documentation|docs|status page|playground)\b/i, 'support'],
  [/\b(?:i(?:os|phone|pad)|android|mobile|desktop)(?: apps?)?\b/i, 'clients'],
];
