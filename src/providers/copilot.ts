import { m365Copilot } from '../protocols/m365-copilot/index.ts';
import { TIME_ZONE } from '../protocols/m365-copilot/render-request.ts';
import type { Provider, Shape } from './provider.ts';

/** The body of the dialect, with the time zone of the person who is asked for. */
const inTheirZone: Shape = ({ model, stream, body, headers, settings }) => ({
  path: m365Copilot.askPath(model, stream),
  body: { ...body, locationHint: { timeZone: settings['timeZone'] ?? TIME_ZONE } },
  headers,
  losses: [],
});

/**
 * Microsoft 365 Copilot by its Chat API, as the last resort for plain text. It is a preview whose use in production Microsoft does
 * not support; it needs a licence for each user; and it answers one person, who has signed in, out of what that person may read:
 * there is no access for an application by itself. The token needs all of these scopes of Microsoft Graph: Sites.Read.All, Mail.Read,
 * People.Read.All, OnlineMeetingTranscript.Read.All, Chat.Read, ChannelMessage.Read.All, ExternalItem.Read.All. There are no models:
 * whatever name is asked for, Copilot answers.
 */
export const copilot: Provider = {
  id: 'copilot',
  name: 'Microsoft 365 Copilot',
  protocol: 'm365-copilot',
  baseUrl: 'https://graph.microsoft.com/beta/copilot',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['M365_COPILOT_ACCESS_TOKEN'] },
  statusPage: 'https://status.cloud.microsoft',
  failureDomains: ['microsoft-365', 'azure'],
  local: false,
  personal: true,
  quirks: { webSearch: 'asked' },
  standbyModel: 'microsoft-365-copilot',
  probeCostUsd: null,
  place: {
    needs: {
      timeZone: {
        env: [],
        fallback: TIME_ZONE,
        pattern: /^[A-Za-z]{1,32}(?:[/_+-][A-Za-z0-9]{1,32}){0,6}$/,
        about: 'The time zone of the person who is asked for, such as Europe/Berlin.',
      },
    },
  },
  cloud: { kind: 'entra-user', scope: 'https://graph.microsoft.com/.default offline_access' },
  shape: inTheirZone,
  envelope: 'loose-lines',
  onlyByName:
    'it is a preview that Microsoft does not support in production, needs a licence for each user, and answers out of what one person may read',
};
