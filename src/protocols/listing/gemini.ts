import { isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { bad } from '../fields.ts';
import { type ListedModel, type Listing, UNKNOWN } from './listing.ts';
import { distinct, listIn, paramsOf, placeOf, sizeOf, tokensAt } from './pages.ts';

const SIZES = { usual: 50, max: 1_000 };

/** Gemini's `GET /v1beta/models`. */
export const geminiListing: Listing = {
  render: (all, query) => {
    const models = distinct(all);
    const params = paramsOf(query);
    const size = sizeOf(params, 'pageSize', SIZES);
    const token = params.get('pageToken') ?? '';
    const names = models.map(({ name }) => name);
    const start = token === '' ? 0 : placeOf(names, nameIn(token), 'pageToken') + 1;
    const page = models.slice(start, start + size);
    const last = page.at(-1);
    const more = last !== undefined && start + page.length < models.length;
    return { models: page.map(renderOne), ...(more && { nextPageToken: tokenOf(last.name) }) };
  },
  renderOne,
  read: (body) => {
    const token = textAt(body, 'nextPageToken');
    // An account without models has an empty object.
    const entries = isObject(body) && Object.keys(body).length === 0 ? [] : listIn(body, 'models');
    return {
      models: entries.flatMap(readOne),
      next: token === '' ? '' : `pageToken=${encodeURIComponent(token.toWellFormed())}`,
    };
  },
};

/** A page goes on behind a name and not at a number, so that a list that changes meanwhile loses nothing. */
function tokenOf(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function nameIn(token: string): string {
  const name = Buffer.from(token, 'base64url').toString('utf8');
  if (name === '') throw bad('pageToken', 'it is none of this list');
  return name;
}

function renderOne({ name, contextTokens, outputTokens, embeds, thinking }: ListedModel): JsonObject {
  return {
    name: `models/${name}`,
    displayName: name,
    ...(contextTokens !== null && { inputTokenLimit: contextTokens }),
    ...(outputTokens !== null && { outputTokenLimit: outputTokens }),
    supportedGenerationMethods: embeds === true ? VECTORS : ANSWERS,
    ...(thinking !== undefined && { thinking: thinking.some((kind) => kind !== 'disabled') }),
  };
}

const ANSWERS = ['generateContent', 'countTokens'];
const VECTORS = ['embedContent', 'batchEmbedContents'];

function readOne(entry: Json): readonly ListedModel[] {
  const name = textAt(entry, 'name').replace(/^models\//, '');
  if (name === '') return [];
  const methods = listAt(entry, 'supportedGenerationMethods');
  const embeds = methods.includes('embedContent') && !methods.includes('generateContent');
  return [
    {
      ...UNKNOWN,
      name,
      maker: 'google',
      contextTokens: tokensAt(entry, ['inputTokenLimit']),
      outputTokens: tokensAt(entry, ['outputTokenLimit']),
      ...(embeds && { embeds: true }),
    },
  ];
}
