// Sends what goes to a host of Azure to the simulator instead, which has no projects.
const { fetch } = globalThis;

globalThis.fetch = (input, init) => {
  const url = new URL(input.url ?? input);
  if (!url.host.endsWith('.azure.com')) return fetch(input, init);
  const path = url.pathname.replace(/^\/api\/projects\/[^/]+/, '');
  const simulated = new URL(path + url.search, process.env.AZURE_OPENAI_ENDPOINT);
  return fetch(input instanceof Request ? new Request(simulated, input) : simulated, init);
};
