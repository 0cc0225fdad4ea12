// The documents that Elastic APM Server's classic OTLP intake makes of spans, logs and metrics: `documentsOf(request)`
// takes one export request in OTLP's JSON. A restatement of the rules of https://github.com/elastic/apm-data
// (input/otlp, August 2026), not Elastic's own code. Left out: messaging, databases, RPC, Jaeger's tags, `data_stream.*`.

const TEXT_LIMIT = 1024;

/** Resource attributes that have a field of their own; all others become labels. */
const RESOURCE_FIELDS = {
  'service.version': 'service.version',
  'service.instance.id': 'service.node.name',
  'deployment.environment': 'service.environment',
  'deployment.environment.name': 'service.environment',
  'telemetry.sdk.name': 'agent.name',
  'telemetry.sdk.version': 'agent.version',
  'telemetry.sdk.language': 'service.language.name',
  'cloud.provider': 'cloud.provider',
  'cloud.account.id': 'cloud.account.id',
  'cloud.region': 'cloud.region',
  'cloud.availability_zone': 'cloud.availability_zone',
  'cloud.platform': 'cloud.service.name',
  'container.name': 'container.name',
  'container.id': 'container.id',
  'container.image.name': 'container.image.name',
  'k8s.namespace.name': 'kubernetes.namespace',
  'k8s.node.name': 'kubernetes.node.name',
  'k8s.pod.name': 'kubernetes.pod.name',
  'k8s.pod.uid': 'kubernetes.pod.uid',
  'host.name': 'host.hostname',
  'host.id': 'host.id',
  'host.type': 'host.type',
  'host.arch': 'host.architecture',
  'process.pid': 'process.pid',
  'process.command_line': 'process.command_line',
  'process.executable.path': 'process.executable',
  'process.runtime.name': 'service.runtime.name',
  'process.runtime.version': 'service.runtime.version',
  'process.owner': 'user.name',
  'os.type': 'host.os.platform',
  'os.description': 'host.os.full',
  'os.name': 'host.os.name',
  'os.version': 'host.os.version',
};

export const documentsOf = (request) => [
  ...(request.resourceSpans ?? []).flatMap((resource) =>
    perScope(resource, 'scopeSpans', 'spans').flatMap(([span, scope]) => spanDocuments(span, baseOf(resource, scope))),
  ),
  ...(request.resourceLogs ?? []).flatMap((resource) =>
    perScope(resource, 'scopeLogs', 'logRecords').map(([log, scope]) => logDocument(log, baseOf(resource, scope))),
  ),
  ...(request.resourceMetrics ?? []).flatMap((resource) =>
    (resource.scopeMetrics ?? []).flatMap(({ scope, metrics }) => metricDocuments(metrics, baseOf(resource, scope))),
  ),
];

function perScope(resource, scopes, items) {
  return (resource[scopes] ?? []).flatMap((one) => (one[items] ?? []).map((item) => [item, one.scope]));
}

function baseOf({ resource }, scope) {
  const base = { labels: {}, numeric_labels: {} };
  const { language, distro } = {
    language: textOf(resource, 'telemetry.sdk.language'),
    distro: textOf(resource, 'telemetry.distro.name'),
  };
  for (const { key, value } of resource?.attributes ?? []) {
    const plain = plainOf(value);
    if (key === 'service.name') put(base, 'service.name', cut(plain).replaceAll(/[^a-zA-Z0-9 _-]/g, '_'));
    else if (key in RESOURCE_FIELDS) put(base, RESOURCE_FIELDS[key], typeof plain === 'string' ? cut(plain) : plain);
    else if (!key.startsWith('telemetry.distro.') && key !== 'host.ip') label(base, key, value);
  }
  put(base, 'service.name', base.service?.name || 'unknown');
  const suffix = [language, distro]
    .filter(Boolean)
    .map((part) => `/${part}`)
    .join('');
  put(base, 'agent.name', `${base.agent?.name || 'otlp'}${suffix}`);
  put(base, 'service.language.name', language ?? 'unknown');
  if (scope?.name) put(base, 'service.framework', { name: scope.name, version: scope.version ?? '' });
  return base;
}

function spanDocuments(span, base) {
  const doc = structuredClone(base);
  const attributes = new Map((span.attributes ?? []).map(({ key, value }) => [key, value]));
  put(doc, '@timestamp', isoOf(span.startTimeUnixNano));
  put(doc, 'trace.id', span.traceId);
  if (span.parentSpanId) put(doc, 'parent.id', span.parentSpanId);
  put(doc, 'event.duration', Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)));
  put(doc, 'event.outcome', { 1: 'success', 2: 'failure' }[span.status?.code ?? 0] ?? 'unknown');
  const isTransaction = !span.parentSpanId || span.kind === 2 || span.kind === 5;
  if (isTransaction) transaction(doc, span, attributes);
  else exitSpan(doc, span, attributes);
  if (span.links?.length) {
    put(
      doc,
      'span.links',
      span.links.map((link) => ({ span: { id: link.spanId }, trace: { id: link.traceId } })),
    );
  }
  return [doc, ...(span.events ?? []).map((event) => eventDocument(event, doc, base))].map(finished);
}

function transaction(doc, span, attributes) {
  put(doc, 'processor.event', 'transaction');
  put(doc, 'transaction', { id: span.spanId, name: span.name, sampled: true });
  put(doc, 'span.id', span.spanId);
  const http = httpOf(attributes, doc, ['url.full', 'http.url', 'http.target']);
  for (const [key, value] of attributes) {
    const kind = Object.keys(value)[0];
    if (http.taken.has(key) || kind === 'kvlistValue') continue;
    if (key === 'server.address' || key === 'net.host.name' || key === 'server.port' || key === 'net.host.port')
      continue;
    if (key === 'client.address' || key === 'net.peer.name') put(doc, 'source.domain', plainOf(value));
    else if (key === 'client.port' || key === 'net.peer.port') put(doc, 'source.port', plainOf(value));
    else if (key === 'user_agent.original' || key === 'http.user_agent')
      put(doc, 'user_agent.original', cut(plainOf(value)));
    else if (['rpc.system', 'rpc.service', 'rpc.method'].includes(key)) continue;
    else label(doc, key, value);
  }
  doc.transaction.type = http.is ? 'request' : 'unknown';
  if (http.status) {
    if (doc.event.outcome === 'unknown') doc.event.outcome = http.status >= 500 ? 'failure' : 'success';
    doc.transaction.result = `HTTP ${Math.floor(http.status / 100)}xx`;
  }
  doc.transaction.result ??= { 1: 'Success', 2: 'Error' }[span.status?.code ?? 0];
  if (doc.event.outcome === 'unknown') {
    doc.event.outcome = 'success';
    doc.transaction.result ??= 'Success';
  }
}

function exitSpan(doc, span, attributes) {
  put(doc, 'processor.event', 'span');
  put(doc, 'span', { id: span.spanId, name: span.name });
  const http = httpOf(attributes, doc, ['url.full', 'http.url']);
  let [address, port, peerService, genAiSystem, isGenAi] = ['', 0, '', '', false];
  for (const [key, value] of attributes) {
    const kind = Object.keys(value)[0];
    const plain = plainOf(value);
    if (http.taken.has(key)) continue;
    if (kind === 'intValue' && ['server.port', 'net.peer.port', 'peer.port'].includes(key)) port = plain;
    else if (kind !== 'stringValue') label(doc, key, value);
    else if (['server.address', 'net.peer.name', 'peer.hostname'].includes(key)) address = cut(plain);
    else if (['network.peer.address', 'net.sock.peer.addr', 'net.peer.ip'].includes(key)) address ||= cut(plain);
    else if (key === 'gen_ai.system') [genAiSystem, isGenAi] = [cut(plain), true];
    else if (key === 'peer.service') peerService = cut(plain);
    else if (key === 'session.id') put(doc, 'session.id', cut(plain));
    else if (key === 'span.kind') continue;
    else label(doc, key, value);
  }
  const service = peerService === '' ? {} : { name: peerService, resource: peerService };
  const target = peerService === '' ? {} : { name: peerService };
  if (http.is) {
    // HTTP takes precedence over GenAI: one attribute of HTTP's is enough.
    if (http.status && doc.event.outcome === 'unknown') doc.event.outcome = http.status >= 400 ? 'failure' : 'success';
    Object.assign(doc.span, { type: 'external', subtype: 'http' });
    target.type = 'http';
    put(doc, 'url.original', http.url);
    if (http.url) {
      const url = new URL(http.url);
      port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
      address = url.hostname.replaceAll(/[[\]]/g, '');
      target.name = url.port ? url.host : `${url.host}:${port}`;
      service.name ??= `${url.protocol}//${url.host}`;
      service.resource ??= target.name;
    }
  } else if (isGenAi) {
    Object.assign(doc.span, { type: 'genai', subtype: genAiSystem });
    target.type = 'genai';
  } else if (span.kind === 1) Object.assign(doc.span, { type: 'app', subtype: 'internal' });
  else doc.span.type = 'unknown';
  if (address) put(doc, 'destination', { address, ...(port && { port }) });
  if (Object.keys(service).length > 0) put(doc, 'span.destination.service', { ...service, type: doc.span.type });
  if (Object.keys(target).length > 0) put(doc, 'service.target', target);
  if (doc.event.outcome === 'unknown') doc.event.outcome = 'success';
}

/** HTTP's fields, and which attributes they took. */
function httpOf(attributes, doc, urlNames) {
  const http = { is: false, taken: new Set(), status: 0, url: '' };
  const take = (key, kind, then) => {
    const value = attributes.get(key);
    if (value === undefined || !(kind in value)) return;
    http.is = true;
    http.taken.add(key);
    then(plainOf(value));
  };
  for (const key of ['http.response.status_code', 'http.status_code']) {
    take(key, 'intValue', (status) => put(doc, 'http.response.status_code', (http.status = status)));
  }
  for (const key of ['http.request.method', 'http.method'])
    take(key, 'stringValue', (method) => put(doc, 'http.request.method', method));
  for (const key of urlNames) take(key, 'stringValue', (url) => (http.url = cut(url)));
  const parts = {};
  for (const key of ['url.path', 'url.query', 'url.scheme', 'http.scheme', 'http.host'])
    take(key, 'stringValue', (text) => (parts[key] = text));
  if (http.url === '' && parts['url.path'] !== undefined) {
    const host = parts['http.host'] ?? `${plainOf(attributes.get('server.address') ?? {}) ?? ''}`;
    const path = parts['url.path'] + (parts['url.query'] ? `?${parts['url.query']}` : '');
    http.url = host ? `${parts['url.scheme'] ?? 'http'}://${host}${path}` : '';
  }
  return http;
}

function eventDocument(event, parent, base) {
  const doc = structuredClone({ ...base, trace: parent.trace });
  put(doc, '@timestamp', isoOf(event.timeUnixNano));
  const attributes = new Map((event.attributes ?? []).map(({ key, value }) => [key, value]));
  const isError =
    event.name === 'exception' && (attributes.has('exception.type') || attributes.has('exception.message'));
  for (const [key, value] of attributes) if (!(isError && key.startsWith('exception.'))) label(doc, key, value);
  put(doc, 'parent.id', parent.span.id);
  if (isError) {
    put(doc, 'processor.event', 'error');
    const [type, message] = ['exception.type', 'exception.message'].map(
      (key) => attributes.has(key) && plainOf(attributes.get(key)),
    );
    put(doc, 'error.exception', [{ ...(type && { type }), ...(message && { message }) }]);
  } else {
    put(doc, 'processor.event', 'log');
    put(doc, 'message', event.name);
    put(doc, 'span.id', parent.span.id);
  }
  return doc;
}

function logDocument(log, base) {
  const doc = structuredClone(base);
  put(doc, 'processor.event', 'log');
  put(doc, '@timestamp', isoOf(Number(log.timeUnixNano) ? log.timeUnixNano : log.observedTimeUnixNano));
  put(doc, 'event.severity', log.severityNumber ?? 0);
  if (log.severityText) put(doc, 'log.level', log.severityText);
  if (log.traceId) put(doc, 'trace.id', log.traceId);
  if (log.spanId) put(doc, 'span.id', log.spanId);
  if (log.body !== undefined && Object.keys(log.body).length > 0) {
    const body = plainOf(log.body);
    doc.message = typeof body === 'object' ? JSON.stringify(body) : String(body);
    for (const { key, value } of log.body.kvlistValue?.values ?? []) label(doc, key, value);
  }
  // The name of an event is read from an attribute alone, not from the record's own field.
  for (const { key, value } of log.attributes ?? []) {
    if (key.startsWith('exception.')) put(doc, `error.exception.${key.slice(10)}`, plainOf(value));
    else if (key !== 'event.name' && key !== 'event.domain') label(doc, key, value);
  }
  return finished(doc);
}

function metricDocuments(metrics, base) {
  const sets = new Map();
  for (const metric of metrics ?? []) {
    for (const [point, sample] of samplesOf(metric)) {
      const key = JSON.stringify([point.timeUnixNano, point.attributes ?? []]);
      if (!sets.has(key)) sets.set(key, { point, samples: {} });
      sets.get(key).samples[metric.name] = sample;
    }
  }
  return [...sets.values()].map(({ point, samples }) => {
    const doc = structuredClone(base);
    put(doc, 'processor.event', 'metric');
    put(doc, '@timestamp', isoOf(point.timeUnixNano));
    put(doc, 'metricset', { name: 'app', samples });
    for (const { key, value } of point.attributes ?? []) label(doc, key, value);
    return finished(doc);
  });
}

/** Units, temporality and exemplars are not kept; exponential histograms are dropped. */
function samplesOf(metric) {
  const number = (type) => (point) => [point, { type, value: Number(point.asInt ?? point.asDouble) }];
  if (metric.gauge) return metric.gauge.dataPoints.map(number('gauge'));
  if (metric.sum) return metric.sum.dataPoints.map(number('counter'));
  if (!metric.histogram) return [];
  return metric.histogram.dataPoints.map((point) => {
    const [bounds, counts] = [point.explicitBounds ?? [], (point.bucketCounts ?? []).map(Number)];
    if (bounds.length === 0)
      return [point, { type: 'histogram', values: [point.sum / Number(point.count)], counts: [Number(point.count)] }];
    const middle = (index) => {
      if (index === 0) return bounds[0] > 0 ? bounds[0] / 2 : bounds[0];
      return index === bounds.length ? bounds[index - 1] : bounds[index - 1] + (bounds[index] - bounds[index - 1]) / 2;
    };
    const filled = counts.flatMap((count, index) => (count === 0 ? [] : [[middle(index), count]]));
    return [
      point,
      { type: 'histogram', values: filled.map(([value]) => value), counts: filled.map(([, count]) => count) },
    ];
  });
}

/** A label: numbers apart, booleans as text, arrays with the items of the first one's type; maps are lost. */
function label(doc, key, value) {
  const name = key.replaceAll(/[.*"]/g, '_');
  const items = value.arrayValue === undefined ? [value] : (value.arrayValue.values ?? []);
  const kind = Object.keys(items[0] ?? {})[0];
  if (!['stringValue', 'boolValue', 'intValue', 'doubleValue'].includes(kind)) return;
  const isNumber = kind === 'intValue' || kind === 'doubleValue';
  const kept = items
    .filter((item) => kind in item)
    .map((item) => (isNumber ? Number(item[kind]) : cut(String(item[kind]))));
  doc[isNumber ? 'numeric_labels' : 'labels'][name] = value.arrayValue === undefined ? kept[0] : kept;
}

function plainOf(value) {
  if ('intValue' in value || 'doubleValue' in value) return Number(value.intValue ?? value.doubleValue);
  if ('arrayValue' in value) return (value.arrayValue.values ?? []).map(plainOf);
  if ('kvlistValue' in value)
    return Object.fromEntries((value.kvlistValue.values ?? []).map((pair) => [pair.key, plainOf(pair.value)]));
  return value.stringValue ?? value.boolValue;
}

function textOf(resource, name) {
  return resource?.attributes?.find(({ key }) => key === name)?.value.stringValue;
}

/** By code points, as Go counts them. */
function cut(text) {
  return text.length <= TEXT_LIMIT ? text : Array.from(text).slice(0, TEXT_LIMIT).join('');
}

function put(doc, path, value) {
  const names = path.split('.');
  const last = names.pop();
  let place = doc;
  for (const name of names) place = place[name] ??= {};
  place[last] = value;
}

function isoOf(nanos) {
  return new Date(Number(BigInt(nanos) / 1_000_000n)).toISOString();
}

function finished(doc) {
  for (const name of ['labels', 'numeric_labels']) if (Object.keys(doc[name]).length === 0) delete doc[name];
  return doc;
}
