import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RetailServer, retailItem, startRetailServer } from './commands/support/retail-server.ts';
import { accountId, APP, AzureStandIn, localhostCertificate } from './support/azure-resource-manager/index.ts';
import { type Azurite, startAzurite } from './support/azurite.ts';
import { type ElasticsearchStandIn, startElasticsearch } from './support/elasticsearch/server.ts';
import { type EventHubs, startEventHubs } from './support/event-hubs/event-hubs.ts';
import { type FakeGrafana, startGrafana } from './support/grafana/server.ts';
import { type OtlpReceiver, startOtlpReceiver } from './support/otlp-receiver.ts';
import { type Stack, startStack } from './support/kibana/stack.ts';
import { startNode } from './support/run-app.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = globSync(['*.md', 'docs/*.md', 'examples/**/*.md', 'deploy/**/*.md'], {
  cwd: ROOT,
  exclude: (path) => path.includes('node_modules'),
});
const RECORDS = 'test/fixtures/elastic/logs/test-open-ai-request-response.log';
const ACCOUNT = { subscriptionId: 'sub-1', resourceGroup: 'rg-1', name: 'contoso-openai', location: 'eastus2' };

const BLOCK = /^```(\w*)\n([^]*?)^```$/gm;

/** Returns the lines of a page's blocks of commands, with continued lines joined and prompts and comments removed. */
function shellLines(text: string): string[] {
  const blocks = [...text.matchAll(BLOCK)].filter(([, language]) => /^(|sh|bash)$/.test(language!));
  const lines = blocks.flatMap(([, , block]) => block!.replaceAll(/\\\n\s*/g, '').split('\n'));
  return lines.map((line) =>
    line
      .replace(/^\$ /, '')
      .replace(/\s+#.*$/, '')
      .trim(),
  );
}

const NAME = /^(?:[A-Z_]+=\S+ )*(?:npx )?(?:azure-openai-otel|opentelemetry-instrumentation-azure-openai) /;

/** Returns code within the text of a page that is a whole command: it has options, or is a verb of `prices`. */
function inlineCommands(text: string): string[] {
  const codes = [...text.replaceAll(BLOCK, '').matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replaceAll(/\s+/g, ' '));
  return codes.filter((code) => / (--|prices \w)/.test(code) && !/[<…[]/.test(code));
}

/** The arguments of every command of `azure-openai-otel` in the docs, each once. */
const COMMANDS = [
  ...new Set(
    PAGES.map((page) => readFileSync(join(ROOT, page), 'utf8'))
      .flatMap((text) => [...shellLines(text), ...inlineCommands(text)])
      .filter((line) => NAME.test(line))
      .map((line) => line.replace(NAME, '').replace(/ \| .*/, '')),
  ),
  // It has tests of its own (test/demo), which take a while.
].filter((command) => !command.startsWith('demo'));

/** Commands that run until they are stopped, and what is added so that they find a free port. */
const RUNNING: readonly [command: RegExp, more: readonly string[]][] = [
  [/^(dashboard|simulate)/, ['--port', '0']],
  [/^collect (?!.*--help)/, []],
];

let folder: string;
let hubs: EventHubs;
let azurite: Azurite;
let azure: AzureStandIn;
let elasticsearch: ElasticsearchStandIn;
let stack: Stack;
let otlp: OtlpReceiver;
let retail: RetailServer;
let grafana: FakeGrafana;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'docs-commands-'));
  [hubs, azurite, azure, elasticsearch, stack, otlp, retail, grafana] = await Promise.all([
    startEventHubs(),
    startAzurite(),
    new AzureStandIn({ accounts: [ACCOUNT] }).start(),
    startElasticsearch({ apiKey: 'elastic-api-key' }),
    startStack(),
    startOtlpReceiver(() => undefined),
    startRetailServer({ pages: { 'Foundry Models': [[retailItem('gpt-4.1-mini Inp glbl Tokens', 0.0004)]] } }),
    startGrafana(),
  ]);
  const logs = ['Audit', 'RequestResponse'].map((category) => ({ category, enabled: true }));
  const eventHubAuthorizationRuleId = `/subscriptions/s/resourceGroups/r/providers/Microsoft.EventHub/namespaces/localhost/authorizationrules/RootManageSharedAccessKey`;
  const setting = { name: 'to-hub', properties: { eventHubAuthorizationRuleId, eventHubName: 'logs', logs } };
  azure.data.diagnosticSettings.set(accountId(ACCOUNT).toLowerCase(), new Map([['to-hub', setting]]));
  const settings = {
    eventhub: 'logs',
    connection_string: hubs.connectionString,
    storage_account_connection_string: azurite.connectionString,
    tenant_id: APP.tenantId,
    client_id: APP.clientId,
    client_secret: APP.clientSecret,
    authority_host: azure.origin,
    resource_manager_endpoint: azure.origin,
    metrics_endpoint: azure.metricsEndpoint,
    subscription_id: 'sub-1',
    elasticsearch_hosts: elasticsearch.url,
    elasticsearch_api_key: 'elastic-api-key',
    otlp_endpoint: otlp.url,
  };
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(settings));
  writeFileSync(join(folder, 'setup-key'), 'id:key');
  writeFileSync(join(folder, 'token'), grafana.token);
  writeFileSync(join(folder, 'ca.pem'), localhostCertificate);
  writeFileSync(join(folder, 'prices.json'), '[]');
  hubs.send(0, [`{"records":[${readFileSync(join(ROOT, RECORDS), 'utf8').split('\n')[1]}]}`]);
  // Makes the file that `query` reads.
  await runInFolder('dashboard');
});

afterAll(async () => {
  await Promise.all([hubs.close(), azurite.close(), azure.stop(), elasticsearch.close(), stack[Symbol.asyncDispose]()]);
  await Promise.all([otlp.close(), retail[Symbol.asyncDispose](), grafana[Symbol.asyncDispose]()]);
  rmSync(folder, { recursive: true });
});

/** Runs a command in the folder of the settings. One that runs on is stopped as by Ctrl-C. */
async function runInFolder(command: string): ReturnType<typeof startNode>['ended'] {
  const [, more] = RUNNING.find(([pattern]) => pattern.test(command)) ?? [];
  // The URL of Grafana in the docs is that of a user.
  const own = command.replace('--url http://localhost:3000', `--url ${grafana.url}`);
  const args = [join(ROOT, 'dist/cli.js'), ...own.split(' '), ...(more ?? [])];
  const isSetup = command.startsWith('setup elastic');
  const env = {
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    AZURE_OPENAI_OTEL_RETAIL_PRICES_URL: retail.url,
    ...(isSetup && { ELASTICSEARCH_HOSTS: stack.elasticsearchUrl, KIBANA_URL: stack.kibanaUrl }),
  };
  const { child, ended } = startNode(args, env, folder);
  if (more) {
    const timer = setInterval(() => child.kill('SIGINT'), 3000);
    void ended.then(() => clearInterval(timer));
  }
  return ended;
}

test('the docs have commands to run', () => {
  expect(COMMANDS.length).toBeGreaterThan(15);
});

// Collectors share the cursor of metrics, so that two at a time would wait for each other.
const [collectors = [], others = []] = [true, false].map((isCollector) =>
  COMMANDS.filter((command) => command.startsWith('collect ') === isCollector),
);

async function expectSuccess(command: string): Promise<void> {
  const { code, stdout, stderr } = await runInFolder(command);
  expect(code, `${stdout}\n${stderr}`).toBe(0);
}

test.concurrent.for(others)('azure-openai-otel %s, from the docs, succeeds', expectSuccess);

test.for(collectors)('azure-openai-otel %s, from the docs, succeeds', expectSuccess);

test.for([
  ...new Set(
    PAGES.flatMap((page) =>
      [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\bnpm run ([\w:]+)/g)].map(([, name]) => name!),
    ),
  ),
])('package.json has the script of npm run %s, from the docs', (name) => {
  expect(Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts)).toContain(name);
});
