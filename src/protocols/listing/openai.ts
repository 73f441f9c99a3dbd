import { at, isArray, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { type ListedModel, type Listing, UNKNOWN } from './listing.ts';
import { dayOf, distinct, listIn, tokensAt } from './pages.ts';

/**
 * OpenAI's `GET /models`. It says hardly more than names; the numbers are called as OpenRouter calls them, because many
 * clients look for them there, and are read under every name that servers have for them.
 */
export const openaiListing: Listing = {
  // There are no pages.
  render: (models) => ({ object: 'list', data: distinct(models).map(renderOne) }),
  renderOne,
  // Together leaves out the object around the list; Ollama's may be null when it has no model.
  read: (body) => ({ models: at(body, 'data') === null ? [] : listIn(body, 'data').flatMap(readOne), next: '' }),
};

function renderOne({ name, maker, contextTokens, outputTokens, createdOn }: ListedModel): JsonObject {
  return {
    id: name,
    object: 'model',
    created: createdOn === null ? 0 : Math.floor(Date.parse(createdOn) / 1_000) || 0,
    owned_by: maker,
    ...(contextTokens !== null && { context_length: contextTokens }),
    ...(outputTokens !== null && { max_completion_tokens: outputTokens }),
  };
}

function readOne(entry: Json): readonly ListedModel[] {
  const name = textAt(entry, 'id') || textAt(entry, 'name');
  if (name === '') return [];
  return [
    {
      ...UNKNOWN,
      name,
      maker: textAt(entry, 'owned_by'),
      // OpenRouter and Together; Groq; vLLM; Mistral and LM Studio; OpenRouter's best server.
      contextTokens: tokensAt(
        entry,
        ['context_length'],
        ['context_window'],
        ['max_model_len'],
        ['max_context_length'],
        ['top_provider', 'context_length'],
      ),
      outputTokens: tokensAt(entry, ['max_completion_tokens'], ['top_provider', 'max_completion_tokens']),
      images: takes(entry, 'image') ?? flagAt(entry, 'capabilities', 'vision'),
      pdf: takes(entry, 'file'),
      tools: toolsIn(entry),
      createdOn: dayOf(at(entry, 'created')),
      ...(embeds(entry) && { embeds: true }),
    },
  ];
}

/** OpenRouter says what a model takes. */
function takes(entry: Json, kind: string): boolean | null {
  const kinds = at(entry, 'architecture', 'input_modalities') ?? at(entry, 'input_modalities');
  return isArray(kinds) ? kinds.includes(kind) : null;
}

function toolsIn(entry: Json): boolean | null {
  const parameters = at(entry, 'supported_parameters');
  return isArray(parameters) ? parameters.includes('tools') : flagAt(entry, 'capabilities', 'function_calling');
}

function flagAt(entry: Json, ...path: readonly string[]): boolean | null {
  const flag = at(entry, ...path);
  return typeof flag === 'boolean' ? flag : null;
}

function embeds(entry: Json): boolean {
  // Together and LM Studio; OpenRouter.
  return (
    /^embeddings?$/.test(textAt(entry, 'type')) ||
    listAt(entry, 'architecture', 'output_modalities').includes('embeddings')
  );
}
