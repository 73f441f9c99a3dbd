import type { JsonObject } from '../../../model/json.ts';

/** Conversations as Microsoft's reference shows them, with all their fields. */

const MESSAGE = '#microsoft.graph.copilotConversationResponseMessage';
const LABEL = {
  sensitivityLabelId: null,
  displayName: null,
  tooltip: null,
  priority: null,
  color: null,
  isEncrypted: null,
};

export const ID = 'd0f6bffa-49d4-43c6-b93b-e7183f92b765';
export const QUESTION = 'When does the ferry leave?';

export type Extras = { readonly attributions?: readonly JsonObject[]; readonly cards?: readonly JsonObject[] };

export function message(id: string, text: string, { attributions = [], cards = [] }: Extras = {}): JsonObject {
  return {
    '@odata.type': MESSAGE,
    id,
    text,
    createdDateTime: '2026-09-30T22:00:49.7881529Z',
    adaptiveCards: cards,
    attributions,
    sensitivityLabel: LABEL,
  };
}

export function source(kind: 'citation' | 'annotation', url: string, title = ''): JsonObject {
  return {
    attributionType: kind,
    providerDisplayName: title,
    attributionSource: 'model',
    seeMoreWebUrl: url,
    imageWebUrl: '',
    imageFavIcon: '',
    imageWidth: 0,
    imageHeight: 0,
  };
}

/** A frame before the last. */
export function underWay(messages: readonly JsonObject[], turnCount = 0): JsonObject {
  return {
    id: ID,
    agentId: null,
    createdDateTime: '2026-09-30T22:01:20.9535583Z',
    displayName: 'Intermediate Conversation Update',
    state: 'active',
    turnCount,
    messages,
  };
}

/** The last frame, and the whole answer of `chat`: the question stands in it, too. */
export function complete(text: string, extras: Extras = {}): JsonObject {
  return {
    ...underWay([message('question', QUESTION), message('answer', text, extras)], 1),
    displayName: QUESTION,
  };
}
