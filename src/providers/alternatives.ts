import type { Advice, Alternative } from '../model/advice.ts';
import { SURFACES } from './surfaces.ts';

/** Needs no provider and no network, once it is installed and a model is pulled. */
const OLLAMA: Alternative = {
  name: 'Ollama with Llama or Mistral',
  address: 'https://ollama.com/download',
  surface: null,
};

type Row = readonly [work: string, use: readonly (string | Alternative)[], note: string];

/** What to use instead, unless the organisation says otherwise. Ids are those of surfaces. */
// oxfmt-ignore
const ROWS: readonly Row[] = [
  ['Writing and code', ['chatgpt', 'claude-app', 'gemini-app'], ''],
  ['Google Workspace, images and documents', ['gemini-app', 'chatgpt'], ''],
  ['Word, Excel, Outlook and Teams', ['m365-copilot', 'chatgpt'], 'Sign in with your work account.'],
  ['Research with sources', ['perplexity', 'gemini-app', 'chatgpt'], ''],
  ['Without the internet', [OLLAMA], 'It runs on your own computer. Install it and pull a model before you need it.'],
];

export const ADVICE: readonly Advice[] = ROWS.map(([work, use, note]) => ({ work, use: use.map(alternativeOf), note }));

/** By id of a surface; any other name stands for itself. */
export function alternativeOf(use: string | Alternative): Alternative {
  if (typeof use !== 'string') return use;
  const surface = SURFACES.get(use);
  if (surface === undefined) return { name: use, address: '', surface: null };
  return { name: surface.name, address: surface.address, surface: surface.id };
}
