import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/collectors/contracts/finding.ts';
import { CATEGORIES } from '../../../src/collectors/doctor/checks/diagnostic-settings.ts';
import type { DoctorContext } from '../../../src/collectors/doctor/context.ts';
import { BICEP_FOLDER, formatDeployment, planDeployment } from '../../../src/collectors/doctor/deployment.ts';
import type { Settings } from '../../../src/collectors/settings/settings.ts';

const CREATABLE = [
  'eventHub',
  'policy',
  'consumerGroup',
  'diagnosticSettings',
  'storageAccount',
  'container',
  'dataRoles',
  'monitoringReader',
  'costManagementReader',
];
const ACCOUNT =
  '/subscriptions/sub-1/resourceGroups/rg-1/providers/Microsoft.CognitiveServices/accounts/contoso-openai';
const BICEP = new Map(
  readdirSync(BICEP_FOLDER).map((name) => [name, readFileSync(join(BICEP_FOLDER, name), 'utf8')] as const),
);

function contextOf(change: Partial<Settings> = {}): DoctorContext {
  return {
    settings: {
      consumer_group: 'collector',
      storage_account: 'contosologs',
      auth_type: 'client_secret',
      client_id: 'an-app',
      ...change,
    } as Settings,
    eventHub: 'openai-logs',
    namespace: 'contoso.servicebus.windows.net',
    subscriptions: ['sub-1'],
    accounts: async () => [{ id: ACCOUNT, name: 'contoso-openai' }],
  } as unknown as DoctorContext;
}

function findingsOf(missing: readonly string[]): Finding[] {
  return missing.map((one) => ({
    id: one === 'diagnosticSettings' ? 'diagnostic-settings' : one,
    title: one === 'diagnosticSettings' ? 'Diagnostic settings of contoso-openai' : one,
    status: 'fail',
    detail: 'is missing',
    missing: [one],
  }));
}

const plan = (missing: readonly string[], context = contextOf()): ReturnType<typeof planDeployment> =>
  planDeployment(context, findingsOf(missing), (text) => text);

/** The parameters of a Bicep file, and whether each has a default. */
function parametersOf(bicep: string): Map<string, { type: string; hasDefault: boolean }> {
  const declarations = bicep.matchAll(/^param (\w+) (\w+)( =)?/gm);
  return new Map([...declarations].map(([, name, type, equals]) => [name!, { type: type!, hasDefault: !!equals }]));
}

describe('the deployment', () => {
  test('creates all that is missing, with the names of the settings', async () => {
    expect(formatDeployment(await plan(CREATABLE))).toBe(`# Creates what is missing. Needs "az login".
az deployment group create --resource-group '<resource group>' \\
  --template-file ${BICEP_FOLDER}/main.bicep \\
  --parameters createNamespace=true \\
    createHub=true \\
    createPolicy=true \\
    createConsumerGroup=true \\
    createStorage=true \\
    grantDataAccess=true \\
    accountIds='["${ACCOUNT}"]' \\
    subscriptionIds='["sub-1"]' \\
    costSubscriptionIds='["sub-1"]' \\
    eventHubNamespaceName=contoso \\
    eventHubName=openai-logs \\
    consumerGroupName=collector \\
    storageAccountName=contosologs \\
    containerName=filebeat-openai-openai-logs \\
    principalId="$(az ad sp show --id an-app --query id --output tsv)" \\
  --query properties.outputs
`);
    expect(formatDeployment(await plan([]))).toBe('# Nothing is missing.\n');
  });

  test('grants only the roles that are missing', async () => {
    expect((await plan(['monitoringReader']))?.parameters).toMatchObject({ subscriptionIds: ['sub-1'] });
    expect((await plan(['monitoringReader']))?.parameters).not.toHaveProperty('grantDataAccess');
    expect(await plan(['costManagementReader'])).toMatchObject({
      parameters: { costSubscriptionIds: ['sub-1'] },
      principal: 'an-app',
    });
    expect((await plan(['dataRoles']))?.parameters).toMatchObject({ grantDataAccess: true });
    expect((await plan(['dataRoles']))?.parameters).not.toHaveProperty('subscriptionIds');
    expect((await plan(['dataRoles']))?.principal).toBe('an-app');
  });

  test('creates no $Default, which every event hub has', async () => {
    const parameters = (await plan(['consumerGroup'], contextOf({ consumer_group: '$default' })))?.parameters;
    expect(parameters).not.toHaveProperty('createConsumerGroup');
    expect(parameters).not.toHaveProperty('consumerGroupName');
  });

  test('passes parameters that main.bicep declares, in their types, and leaves out only those with a default', async () => {
    const declared = parametersOf(BICEP.get('main.bicep')!);
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(CREATABLE),
        fc.constantFrom('client_secret', 'connection_string'),
        async (missing, auth_type) => {
          const { parameters = {} } = (await plan(missing, contextOf({ auth_type } as Partial<Settings>))) ?? {};
          for (const [name, value] of Object.entries(parameters)) {
            const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : 'string';
            expect(declared.get(name)?.type, name).toBe(type);
          }
          expect([...declared].filter(([name, { hasDefault }]) => !hasDefault && !(name in parameters))).toEqual([]);
        },
      ),
    );
  });

  test('is a command that a shell understands, and runs no name in it', async () => {
    for (const name of ["x'; exit 7; '", '$(exit 7)', '`exit 7`', 'a b']) {
      const context = { ...contextOf({ client_id: name, storage_account: name }), eventHub: name };
      const az = 'az() { printf "%s\\n" "$@" >&2; }\n';
      const script = az + formatDeployment(await plan(CREATABLE, context));
      const { status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
      expect(status).toBe(0);
      expect(stderr.split('\n')).toEqual(
        expect.arrayContaining([`eventHubName=${name}`, `storageAccountName=${name}`]),
      );
    }
  });
});

describe('deploy/azure', () => {
  test.each([...BICEP])(
    '%s declares each symbol once, uses each, and gives each resource an API version',
    (_, bicep) => {
      const code = bicep.replaceAll(/\/\/.*$/gm, '');
      const symbols = [...code.matchAll(/^(?:param|resource|module|var) (\w+)/gm)].map(([, name]) => name!);
      expect(new Set(symbols).size).toBe(symbols.length);
      const used = code.replaceAll(/'(?:\\.|[^'\\\n])*'/g, (text) => [...text.matchAll(/\$\{[^}]*\}/g)].join(' '));
      for (const [, name] of code.matchAll(/^(?:param|var) (\w+)/gm)) {
        expect(used.match(new RegExp(`\\b${name}\\b`, 'g'))?.length, name).toBeGreaterThan(1);
      }
      for (const [, name] of code.matchAll(/^ *(?:(?:parent|scope): )?(\w+)$/gm)) expect(symbols).toContain(name);
      for (const [, type] of code.matchAll(/^resource \w+ '([^']*)'/gm)) {
        expect(type).toMatch(/^Microsoft\.\w+\/[\w/]+@\d{4}-\d\d-\d\d(?:-preview)?$/);
      }
      for (const [, output] of code.matchAll(/^output (.*)$/gm)) expect(output).not.toMatch(/listKeys|\.properties\./);
    },
  );

  test('main.bicep gives each module the parameters that it declares', () => {
    const main = BICEP.get('main.bicep')!;
    const modules = [...main.matchAll(/^module \w+ '([^']+)'[\s\S]*?params: \{\n([\s\S]*?)\n {2}\}/gm)];
    expect(new Set(modules.map(([, file]) => file))).toEqual(
      new Set([...BICEP.keys()].filter((name) => name !== 'main.bicep')),
    );
    for (const [, file, params] of modules) {
      const given = [...params!.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name!);
      const declared = parametersOf(BICEP.get(file!)!);
      expect([...declared.keys()]).toEqual(expect.arrayContaining(given));
      expect([...declared].filter(([name, { hasDefault }]) => !hasDefault && !given.includes(name))).toEqual([]);
    }
  });

  test('diagnostic-settings.bicep sends the categories that doctor looks for', () => {
    const list = /param categories array = \[([^\]]*)\]/.exec(BICEP.get('diagnostic-settings.bicep')!)![1]!;
    expect([...list.matchAll(/'(\w+)'/g)].map(([, category]) => category)).toEqual(CATEGORIES);
  });
});
