import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Creatable } from '../../../src/collectors/doctor/check.ts';
import { azScript } from '../../../src/collectors/doctor/create/az-script.ts';
import { bicepFiles } from '../../../src/collectors/doctor/create/bicep.ts';
import type { CreationPlan } from '../../../src/collectors/doctor/create/plan.ts';

const ALL: Creatable[] = [
  'eventHub',
  'policy',
  'consumerGroup',
  'diagnosticSettings',
  'storageAccount',
  'container',
  'role',
];

function plan(change: Partial<CreationPlan> = {}): CreationPlan {
  const accounts = [
    ['rg-1', 'contoso-openai'],
    ['rg-1', 'contoso-second'],
    ['rg-2', 'other-openai'],
  ].map(([resourceGroup, name]) => ({
    id: `/subscriptions/sub-1/resourceGroups/${resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${name}`,
    name: name!,
    resourceGroup: resourceGroup!,
    subscriptionId: 'sub-1',
  }));
  return {
    create: new Set(ALL),
    namespace: 'contoso',
    namespaceResourceGroup: undefined,
    eventHub: 'openai-logs',
    consumerGroup: 'collector',
    policy: 'azure-openai-otel',
    storageAccount: 'contosologs',
    container: 'filebeat-openai-openai-logs',
    accounts,
    categories: ['Audit', 'RequestResponse'],
    subscriptions: ['sub-1'],
    clientId: 'an-app',
    usesIdentity: true,
    ...change,
  };
}

/** The symbols, strings and brackets of a Bicep file, as far as one can tell without its compiler. */
function problemsOf(bicep: string): string[] {
  const problems: string[] = [];
  const code = bicep.replaceAll(/\/\/.*$/gm, '');
  const bare = code.replaceAll(/'(?:\\.|[^'\\\n])*'/g, "''");
  if (bare.replaceAll("''", '').includes("'")) problems.push('a string is not closed');
  const open: string[] = [];
  for (const [bracket] of bare.matchAll(/[()[\]{}]/g)) {
    if ('([{'.includes(bracket)) open.push(bracket);
    else if (open.pop() !== { ')': '(', ']': '[', '}': '{' }[bracket]) problems.push(`${bracket} closes nothing`);
  }
  if (open.length > 0) problems.push(`${open.join('')} is not closed`);
  const declared = [...bare.matchAll(/^(?:param|resource|module|var) (\w+)/gm)].map(([, name]) => name!);
  if (new Set(declared).size < declared.length) problems.push('a symbol is declared twice');
  for (const name of declared.filter((name) => bare.split(new RegExp(`\\b${name}\\b`)).length < 3)) {
    if (new RegExp(`^param ${name}\\b`, 'm').test(bare)) problems.push(`parameter ${name} is not used`);
  }
  for (const [, name] of bare.matchAll(/^ *(?:parent|scope): (\w+)$/gm)) {
    if (!declared.includes(name!)) problems.push(`${name} is not declared`);
  }
  for (const [, name] of bare.matchAll(/\b(\w+(?:Name|Id|Count|location))\b(?!:| [a-z]+(?: =)?\n)/g)) {
    const isKnown = declared.includes(name!) || ['accountName', 'resourceId', 'subscriptionResourceId'].includes(name!);
    if (!isKnown) problems.push(`${name} is not declared`);
  }
  return problems;
}

describe('the Bicep files', () => {
  test('that create everything', () => {
    expect(bicepFiles(plan())).toMatchSnapshot();
  });

  test('that create diagnostic settings alone name the hub that is there', () => {
    const files = bicepFiles(plan({ create: new Set(['diagnosticSettings']), namespaceResourceGroup: 'rg-hub' }));
    expect(files).toMatchSnapshot();
  });

  test('hang together for all that may be missing', () => {
    fc.assert(
      fc.property(
        fc.subarray(ALL),
        fc.boolean(),
        fc.constantFrom('$Default', 'collector'),
        (create, usesIdentity, consumerGroup) => {
          const files = bicepFiles(plan({ create: new Set(create), usesIdentity, consumerGroup }));
          for (const [name, text] of Object.entries(files)) expect(problemsOf(text), `${name}:\n${text}`).toEqual([]);
          const modules = [...files['main.bicep']!.matchAll(/^module \w+ '([^']+)'/gm)].map(([, name]) => name);
          expect(new Set(modules)).toEqual(new Set(Object.keys(files).filter((name) => name !== 'main.bicep')));
        },
      ),
    );
  });

  test('keep names that have quotes and interpolations in them as they are', () => {
    const { 'main.bicep': main } = bicepFiles(plan({ eventHub: "it's ${x} \\" }));
    expect(main).toContain(String.raw`param eventHubName string = 'it\'s \${x} \\'`);
  });
});

describe('the script for the Azure CLI', () => {
  test('that creates everything', () => {
    expect(azScript(plan())).toMatchSnapshot();
  });

  test('is a script that the shell understands, and no name in it is run', () => {
    fc.assert(
      fc.property(
        fc.subarray(ALL),
        fc.boolean(),
        fc.constantFrom("x'; exit 7; '", '$(exit 7)', 'plain'),
        (create, usesIdentity, eventHub) => {
          const script = azScript(
            plan({ create: new Set(create), usesIdentity, eventHub, accounts: plan().accounts.slice(0, 1) }),
          );
          const az = 'az() { printf "%s\\n" "$*"; }\nexport -f az 2>/dev/null\n';
          const { status, stderr } = spawnSync('bash', ['-c', `${az}${script}`], { encoding: 'utf8' });
          expect({ status, stderr }, script).toEqual({ status: 0, stderr: '' });
        },
      ),
      { numRuns: 25 },
    );
  });
});
