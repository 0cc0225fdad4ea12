import { EventHubSettingsError } from './settings-error.ts';

/** What a connection string of an event hub, or of its namespace, says; its key is left where it is. */
export interface EventHubConnectionString {
  /** Such as `contoso.servicebus.windows.net`, without a port. */
  readonly fullyQualifiedNamespace: string;
  /** The hub that the policy is of; absent in a policy of the namespace. */
  readonly entityPath: string | undefined;
}

const WHERE_TO_FIND =
  'in the Azure portal: your Event Hubs namespace > Event Hubs > your hub > Shared access policies > a policy with ' +
  'the claim Listen > "Connection string–primary key"';

/**
 * @throws EventHubSettingsError if it is no connection string of Event Hubs; the text itself is never repeated, since it
 *   holds a key
 */
export function parseEventHubConnectionString(text: string): EventHubConnectionString {
  const fields = new Map(text.split(';').map((part) => splitOnce(part)));
  const endpoint = URL.parse(fields.get('endpoint') ?? '');
  if (!endpoint?.hostname) {
    throw new EventHubSettingsError('connection_string', `must have an Endpoint=sb://…: copy it ${WHERE_TO_FIND}`);
  }
  const signed = fields.has('sharedaccesssignature');
  for (const field of ['SharedAccessKeyName', 'SharedAccessKey']) {
    if (!signed && !fields.get(field.toLowerCase())) {
      throw new EventHubSettingsError('connection_string', `has no ${field}: copy it whole, ${WHERE_TO_FIND}`);
    }
  }
  return { fullyQualifiedNamespace: endpoint.hostname, entityPath: fields.get('entitypath') || undefined };
}

/** A value may hold `=` itself: keys are base64. */
function splitOnce(part: string): [name: string, value: string] {
  const at = part.indexOf('=');
  return at < 0 ? [part.trim().toLowerCase(), ''] : [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()];
}
