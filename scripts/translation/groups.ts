import type { Feature } from './feature.ts';
import { CALLS } from './features/calls.ts';
import { EARLIER } from './features/earlier.ts';
import { FORM } from './features/form.ts';
import { HOUSE } from './features/house.ts';
import { MEDIA } from './features/media.ts';
import { OWN_TOOLS } from './features/own-tools.ts';
import { SAMPLING } from './features/sampling.ts';
import { THINKING } from './features/thinking.ts';
import { TOOLS } from './features/tools.ts';
import { WORDS } from './features/words.ts';

export type Group = { readonly title: string; readonly features: readonly Feature[] };

/** Everything that is tried, in the order of the page. */
export const GROUPS: readonly Group[] = [
  { title: 'Words', features: WORDS },
  { title: 'Pictures and files', features: MEDIA },
  { title: 'Earlier answers', features: EARLIER },
  { title: 'Tools', features: TOOLS },
  { title: 'Calls', features: CALLS },
  { title: "The provider's own tools", features: OWN_TOOLS },
  { title: 'Thinking', features: THINKING },
  { title: 'Form and length of the answer', features: FORM },
  { title: 'Sampling', features: SAMPLING },
  { title: 'Between caller and provider', features: HOUSE },
];
export const FEATURES: readonly Feature[] = GROUPS.flatMap(({ features }) => features);
