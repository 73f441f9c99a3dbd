import { AI_STUDIO } from '../ai-studio.ts';
import { googleAt } from '../google-cloud.ts';
import { MINUTE_MS } from '../page.ts';
import { all, none, pageOf, part } from './rows.ts';

/** Ids of products as in `products.json` of the dashboards; their titles have been changed since. */
const VERTEX_GEMINI = 'Z0FZJAMvEB4j3NbCJs6B';
const VERTEX_PREDICTION = 'sdXM79fz1FS6ekNpu37K';
const GEMINI_APP = 'npdyhgECDJ6tB66MxXyo';

export const GOOGLE = [
  pageOf({
    id: 'google-cloud',
    name: 'Google Cloud',
    url: 'https://status.cloud.google.com',
    surfaces: ['vertex-ai'],
    // The list is some megabytes long.
    ways: [{ format: googleAt(''), everyMs: 2 * MINUTE_MS }],
    places: [all('vertex-ai', [], [VERTEX_GEMINI, VERTEX_PREDICTION])],
  }),
  pageOf({
    id: 'google-workspace',
    name: 'Google Workspace',
    url: 'https://www.google.com/appsstatus/dashboard',
    surfaces: ['gemini-app'],
    ways: [
      {
        format: googleAt('/appsstatus/dashboard'),
        everyMs: 2 * MINUTE_MS,
      },
    ],
    places: [all('gemini-app', [], [GEMINI_APP])],
  }),
  pageOf({
    id: 'google-ai-studio',
    name: 'Google AI Studio',
    url: 'https://aistudio.google.com/status',
    surfaces: ['gemini-api'],
    ways: [{ format: AI_STUDIO, everyMs: 15 * MINUTE_MS }],
    places: [all('gemini-api', [], ['1']), part('gemini-api', [], ['2']), none('product')],
    asked: 'if-named',
  }),
];
