import type { LocalModel } from './ollama.ts';

const GB = 1_000_000_000;

/** What a machine needs beside the model itself: a short conversation, the system, and whoever works on it. */
const ROOM_BYTES = 2 * GB;

/** What coding agents need, tokens (docs.ollama.com/context-length, read 2026-11-25). */
export const AGENT_CONTEXT = 64_000;

/** Models that are worth having for an outage, best first; sizes as ollama.com/library gives them. */
export const STANDBYS = [
  { name: 'qwen3:8b', sizeBytes: 5.2 * GB, memoryBytes: 15 * GB },
  { name: 'llama3.2', sizeBytes: 2 * GB, memoryBytes: 7 * GB },
  { name: 'llama3.2:1b', sizeBytes: 1.3 * GB, memoryBytes: 0 },
] as const;

/** The best of them for a machine with so much memory. */
export function standbyFor(memoryBytes: number): (typeof STANDBYS)[number] {
  return STANDBYS.find((one) => memoryBytes >= one.memoryBytes) ?? STANDBYS[2];
}

/** Does a model fit into the memory of this machine? `tight`: only while little else runs. */
export function fitOf(sizeBytes: number, memoryBytes: number): 'fits' | 'tight' | 'too-big' {
  if (sizeBytes + ROOM_BYTES <= memoryBytes * 0.8) return 'fits';
  return sizeBytes + ROOM_BYTES / 2 <= memoryBytes ? 'tight' : 'too-big';
}

/** Can it answer questions at all? Some only turn texts into numbers. */
export function canAnswer({ name, abilities }: LocalModel): boolean {
  return abilities.length === 0 ? !/embed|minilm|bge-/.test(name) : abilities.includes('completion');
}

/** What the person should know of a model, one sentence each. */
export function remarksOn(model: LocalModel, memoryBytes: number): readonly string[] {
  const { abilities, contextMax, contextServed, loaded, sizeBytes } = model;
  if (!canAnswer(model)) return ['It only turns texts into numbers, so it stands in for nobody.'];
  const short =
    contextServed !== null && contextServed < AGENT_CONTEXT && (contextMax ?? AGENT_CONTEXT) >= AGENT_CONTEXT;
  return [
    ...(loaded === null && fitOf(sizeBytes, memoryBytes) === 'too-big'
      ? ['It is larger than the memory of this machine: it will be very slow, or not start at all.']
      : []),
    ...(loaded !== null && loaded.onGpuBytes > 0 && loaded.onGpuBytes < loaded.bytes * 0.95
      ? ['Only a part of it fits onto the graphics card, so it is slower than it could be.']
      : []),
    ...(short
      ? [
          `Coding agents need ${AGENT_CONTEXT / 1_000}k tokens of context: start Ollama with OLLAMA_CONTEXT_LENGTH=${AGENT_CONTEXT}.`,
        ]
      : []),
    ...(abilities.length > 0 && !abilities.includes('tools') ? ['It cannot use tools, which coding agents need.'] : []),
  ];
}

/** `2.0 GB`, `840 MB`. */
export function bytesOf(bytes: number): string {
  return bytes >= GB ? `${(bytes / GB).toFixed(1)} GB` : `${Math.round(bytes / 1_000_000)} MB`;
}

/** `128k`; `?` when nobody knows. */
export function tokensOf(tokens: number | null): string {
  if (tokens === null) return '?';
  return tokens % 1_024 === 0 ? `${tokens / 1_024}k` : `${Math.round(tokens / 1_000)}k`;
}
