import type { JsonObject } from '../../contracts/document.ts';

// RFC 3986, appendix B, with the authority taken apart.
const URI =
  /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;

/** ECS `url.*` of a URL as Elasticsearch's `uri_parts` makes it; what is no URL is `url.original` alone. */
export function urlParts(url: string): JsonObject {
  const match = URI.exec(url);
  if (match === null) return { original: url };
  const [, scheme, domain, port, path, query, fragment] = match;
  const parts: JsonObject = { original: url };
  if (domain) parts['domain'] = domain;
  if (path) parts['path'] = path;
  if (query) parts['query'] = query;
  if (fragment) parts['fragment'] = fragment;
  if (port) parts['port'] = Number(port);
  if (scheme) parts['scheme'] = scheme;
  const extension = /\.([^./]+)$/.exec(path ?? '')?.[1];
  if (extension !== undefined) parts['extension'] = extension;
  return parts;
}
