import { columns, type Channel, duration, wrap } from '../print.ts';
import { bytesOf, canAnswer, fitOf, remarksOn, tokensOf } from './advice.ts';
import type { LocalModel, Ollama } from './ollama.ts';

const FITS = { fits: '', tight: 'tight', 'too-big': 'too big' } as const;

/** What Ollama has, as people read it. */
export function localLines(
  { url, version, models }: Ollama,
  {
    memoryBytes,
    nowMs,
    channel: { paint, width },
  }: { readonly memoryBytes: number; readonly nowMs: number; readonly channel: Channel },
): readonly string[] {
  const title = `Ollama ${version} at ${url}, ${bytesOf(memoryBytes)} of memory`;
  if (models.length === 0) return [title, 'It has no model.'];
  const rows = models.map((model) => [
    `${paint(canAnswer(model) ? 'green' : 'dim', canAnswer(model) ? '✓' : '–')} ${model.name}`,
    bytesOf(model.sizeBytes),
    FITS[fitOf(model.sizeBytes, memoryBytes)],
    contextWords(model),
    loadedWords(model, nowMs),
  ]);
  const lines = columns([
    [paint('dim', '  model'), paint('dim', 'size'), '', paint('dim', 'context'), paint('dim', 'memory')],
    ...rows,
  ]);
  const remarks = models.flatMap((model) => remarksOn(model, memoryBytes).map((remark) => `${model.name}: ${remark}`));
  return [
    title,
    '',
    ...lines,
    ...(remarks.length === 0 ? [] : ['']),
    ...remarks.map((remark) => `${paint('yellow', '!')} ${wrap(remark, { width: width() - 2, indent: 2 })}`),
  ];
}

function contextWords({ contextMax, contextServed }: LocalModel): string {
  return contextServed === null
    ? `up to ${tokensOf(contextMax)}`
    : `${tokensOf(contextServed)} of ${tokensOf(contextMax)}`;
}

/** Kept for longer than this is kept for ever: Ollama adds centuries. */
const FOREVER_MS = 10 * 365 * 86_400_000;

function loadedWords({ loaded }: LocalModel, nowMs: number): string {
  if (loaded === null) return 'not loaded';
  const leftMs = loaded.untilMs - nowMs;
  // Years before 1 are how Ollama writes a time that never comes.
  if (Number.isNaN(leftMs) || leftMs > FOREVER_MS || leftMs < -FOREVER_MS) return `${bytesOf(loaded.bytes)}, kept`;
  return `${bytesOf(loaded.bytes)}, for ${duration(Math.max(0, leftMs))}`;
}

/** The same as data. */
export function localData({ url, version, models }: Ollama, memoryBytes: number): object {
  return {
    url,
    version,
    memoryBytes,
    models: models.map((model) => ({
      ...model,
      fit: fitOf(model.sizeBytes, memoryBytes),
      canAnswer: canAnswer(model),
      remarks: remarksOn(model, memoryBytes),
    })),
  };
}
