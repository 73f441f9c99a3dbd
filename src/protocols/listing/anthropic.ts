import { EFFORTS, type Effort } from '../../model/conversation.ts';
import { at, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { bad } from '../fields.ts';
import { type ListedModel, type Listing, THINKING_KINDS, UNKNOWN } from './listing.ts';
import { dayOf, distinct, listIn, paramsOf, placeOf, sizeOf, tokensAt } from './pages.ts';

const SIZES = { usual: 20, max: 1_000 };
/** The levels that Anthropic has. */
const LEVELS = ['low', 'medium', 'high', 'xhigh', 'max'] as const satisfies readonly Effort[];

/** Anthropic's `GET /v1/models`, with what its models can do. */
export const anthropicListing: Listing = {
  render: (all, query) => {
    const models = distinct(all);
    const params = paramsOf(query);
    const size = sizeOf(params, 'limit', SIZES);
    const names = models.map(({ name }) => name);
    const after = params.get('after_id') ?? '';
    const before = params.get('before_id') ?? '';
    if (after !== '' && before !== '') throw bad('before_id', 'only one of after_id and before_id may be given');
    const end = before === '' ? names.length : placeOf(names, before, 'before_id');
    // Backwards, a page is what stands directly before.
    const start = before !== '' ? Math.max(0, end - size) : after === '' ? 0 : placeOf(names, after, 'after_id') + 1;
    const page = models.slice(start, Math.min(end, start + size));
    return {
      data: page.map(renderOne),
      has_more: before === '' ? start + page.length < names.length : start > 0,
      first_id: page.at(0)?.name ?? null,
      last_id: page.at(-1)?.name ?? null,
    };
  },
  renderOne,
  read: (body) => {
    const last = textAt(body, 'last_id');
    return {
      models: listIn(body, 'data').flatMap(readOne),
      next: at(body, 'has_more') === true && last !== '' ? `after_id=${encodeURIComponent(last.toWellFormed())}` : '',
    };
  },
};

function renderOne(model: ListedModel): JsonObject {
  return {
    type: 'model',
    id: model.name,
    display_name: model.name,
    // The first moment of all means that nobody knows.
    created_at: `${model.createdOn ?? '1970-01-01'}T00:00:00Z`,
    max_input_tokens: model.contextTokens,
    max_tokens: model.outputTokens,
    capabilities: capabilitiesOf(model),
    lifecycle: 'active',
    line: null,
    deprecated_at: null,
    retires_at: null,
  };
}

/** Clients read every one of the capabilities where there are any, so what is not known counts as what is not there. */
function capabilitiesOf({ images, pdf, schemas, thinking, efforts }: ListedModel): JsonObject | null {
  if (images === null && pdf === null && thinking === undefined && efforts === undefined) return null;
  const levels = LEVELS.filter((level) => efforts?.includes(level) === true);
  return {
    batch: NO,
    citations: NO,
    code_execution: NO,
    context_management: {
      clear_thinking_20251015: NO,
      clear_tool_uses_20250919: NO,
      compact_20260112: NO,
      supported: false,
    },
    effort: {
      supported: levels.length > 0,
      ...Object.fromEntries(LEVELS.map((level) => [level, { supported: levels.includes(level) }])),
    },
    image_input: { supported: images === true },
    pdf_input: { supported: pdf === true },
    server_tools: { supported: false, code_execution: NO, web_search: NO },
    structured_outputs: { supported: schemas === true },
    thinking: {
      supported: thinking?.some((kind) => kind !== 'disabled') === true,
      types: Object.fromEntries(
        // A model that does not think can be told not to.
        THINKING_KINDS.map((kind) => [kind, { supported: thinking?.includes(kind) ?? kind === 'disabled' }]),
      ),
    },
  };
}

const NO = { supported: false };

function readOne(entry: Json): readonly ListedModel[] {
  const name = textAt(entry, 'id');
  if (name === '') return [];
  const can = (...path: readonly string[]): boolean | null => {
    const supported = at(entry, 'capabilities', ...path, 'supported');
    return typeof supported === 'boolean' ? supported : null;
  };
  const told = isObject(at(entry, 'capabilities'));
  return [
    {
      ...UNKNOWN,
      name,
      maker: 'anthropic',
      contextTokens: tokensAt(entry, ['max_input_tokens']),
      outputTokens: tokensAt(entry, ['max_tokens']),
      images: can('image_input'),
      pdf: can('pdf_input'),
      // Every model of theirs can be given tools.
      tools: true,
      createdOn: dayOf(at(entry, 'created_at')),
      ...(told && {
        schemas: can('structured_outputs') === true,
        thinking: THINKING_KINDS.filter((kind) => can('thinking', 'types', kind) === true),
        efforts: EFFORTS.filter((level) => can('effort', level) === true),
      }),
    },
  ];
}
