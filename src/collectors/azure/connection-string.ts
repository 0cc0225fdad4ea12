/** The parts of a connection string of Event Hubs or of a storage account, by their names in lower case. */
export function connectionStringParts(text: string): ReadonlyMap<string, string> {
  const parts = text.split(';').flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at < 1 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()]];
  });
  return new Map(parts);
}

/** Host name of the namespace in a connection string of Event Hubs; undefined if there is none. */
export function namespaceOf(connectionString: string): string | undefined {
  const endpoint = connectionStringParts(connectionString).get('endpoint');
  return endpoint === undefined ? undefined : URL.parse(endpoint.replace(/^sb:/i, 'https:'))?.hostname;
}

/** Name of the event hub in a connection string of Event Hubs; undefined if it is that of a namespace. */
export function entityPathOf(connectionString: string | undefined): string | undefined {
  return connectionString === undefined ? undefined : connectionStringParts(connectionString).get('entitypath');
}
