/** Parses a connection string of Event Hubs or of a storage account into its parts, by lower-case names. */
export function parseConnectionString(text: string): ReadonlyMap<string, string> {
  // A value may contain `=`: keys are base64.
  const parts = text.split(';').flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at < 1 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]];
  });
  return new Map(parts);
}

/** Returns the host name of the namespace in a connection string of Event Hubs; undefined without one. */
export function readNamespace(connectionString: string): string | undefined {
  return URL.parse(parseConnectionString(connectionString).get('endpoint') ?? '')?.hostname || undefined;
}

/** Returns the event hub in a connection string; undefined for the connection string of a namespace. */
export function readEntityPath(connectionString: string | undefined): string | undefined {
  return parseConnectionString(connectionString ?? '').get('entitypath') || undefined;
}

/**
 * Returns the problem of a connection string of Event Hubs, as a predicate; undefined if it can be used. Never
 * repeats the text, which holds a key.
 */
export function eventHubConnectionProblem(text: string): string | undefined {
  const parts = parseConnectionString(text);
  const missing = ['SharedAccessKeyName', 'SharedAccessKey'].find((name) => !parts.get(name.toLowerCase()));
  const lacks =
    readNamespace(text) === undefined ? 'Endpoint' : parts.has('sharedaccesssignature') ? undefined : missing;
  if (lacks === undefined) return undefined;
  return (
    'must be of the form Endpoint=sb://…/;SharedAccessKeyName=…;SharedAccessKey=…, of a namespace or an event hub; ' +
    `it has no valid ${lacks}`
  );
}

/** Returns the problem of a connection string of a storage account, as a predicate; undefined if it can be used. */
export function storageConnectionProblem(text: string): string | undefined {
  if (isStorageConnection(parseConnectionString(text))) return undefined;
  return (
    'must be of the form DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net, ' +
    'of a storage account'
  );
}

/** Has the conditions of Azure's client. */
function isStorageConnection(parts: ReadonlyMap<string, string>): boolean {
  if (parts.get('usedevelopmentstorage') === 'true') return true;
  const protocol = parts.get('defaultendpointsprotocol');
  const endpoint = parts.get('blobendpoint') || `${protocol}://host.${parts.get('endpointsuffix') ?? ''}`;
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) return false;
  if (protocol === undefined || !parts.has('accountkey')) {
    return parts.has('blobendpoint') && Boolean(parts.get('sharedaccesssignature'));
  }
  const hasHost = Boolean(parts.get('blobendpoint') || parts.get('endpointsuffix'));
  return hasHost && Boolean(parts.get('accountname')) && isAccessKey(parts.get('accountkey') ?? '');
}

/** Whether a text has the form of an access key of a storage account: base64. */
export function isAccessKey(text: string): boolean {
  return /^[a-z0-9+/]+={0,2}$/i.test(text);
}
