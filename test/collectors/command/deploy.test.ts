import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { checkSettings } from '../../../src/collectors/settings/check.ts';
import { defaultValue, parseSetting } from '../../../src/collectors/settings/parse.ts';
import { findSetting, SETTINGS, type Settings } from '../../../src/collectors/settings/settings.ts';
import { checkpointContainer } from '../../../src/collectors/logs/checkpoints/blob.ts';

const DEPLOY = new URL('../../../deploy/', import.meta.url);

function read(name: string): string {
  return readFileSync(new URL(name, DEPLOY), 'utf8');
}

/** Returns the settings of a file, with placeholders for the secret files. */
function settingsIn(content: Record<string, unknown>): Settings {
  const names = new Set<string>(SETTINGS.map(({ name }) => name));
  const secrets: Record<string, string> = {
    connection_string: 'Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=a2V5',
  };
  const values = Object.fromEntries(SETTINGS.map((setting) => [setting.name, defaultValue(setting)]));
  for (const [key, value] of Object.entries(content)) {
    const name = key.replace(/_file$/, '');
    expect(names, `${key} is a setting`).toContain(name);
    const setting = SETTINGS.find((one) => one.name === name)!;
    expect(!key.endsWith('_file') || setting.secret, `${key} is a secret`).toBe(true);
    const parsed = parseSetting(setting, key === name ? value : (secrets[name] ?? 'secret'));
    expect(parsed, key).toHaveProperty('value');
    values[name] = (parsed as { value: unknown }).value;
  }
  return values as unknown as Settings;
}

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Record<string, string>;
  readonly spec: Record<string, any>;
}

const resources = parseAllDocuments(read('kubernetes/collector.yaml')).map((document) => {
  expect(document.errors).toEqual([]);
  return document.toJS() as Resource;
});
const ofKind = (kind: string): Resource[] => resources.filter((resource) => resource.kind === kind);
const config = parse(ofKind('ConfigMap')[0]!.data!['config.yaml']!) as Record<string, unknown>;

describe('deploy/config.example.yaml', () => {
  test('the example has all required settings, and no secret', () => {
    const content = parse(read('config.example.yaml')) as Record<string, unknown>;
    expect(checkSettings(settingsIn(content), ['logs', 'metrics'])).toEqual([]);
    for (const { name } of SETTINGS.filter(({ secret }) => secret)) expect(content).not.toHaveProperty(name);
  });
});

describe('deploy/kubernetes/collector.yaml', () => {
  test('the ConfigMap has all required settings', () => {
    expect(checkSettings(settingsIn(config), ['logs', 'metrics'])).toEqual([]);
  });

  test.each(ofKind('Deployment').map((deployment) => [deployment.metadata.name, deployment] as const))(
    '%s runs without privileges, has probes, and has time to stop',
    (_name, { spec }) => {
      const { template, selector } = spec;
      const [container] = template.spec.containers;
      expect(template.metadata.labels).toMatchObject(selector.matchLabels);
      expect(template.spec.securityContext.runAsNonRoot).toBe(true);
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
      });
      expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(30);
      const port = container.ports.find(({ name }: { name: string }) => name === 'health').containerPort;
      expect([port, config['health_host']]).toEqual([config['health_port'], '0.0.0.0']);
      expect(container.livenessProbe.httpGet).toEqual({ path: '/live', port: 'health' });
      expect(container.readinessProbe.httpGet).toEqual({ path: '/ready', port: 'health' });
      const mounts = new Set(container.volumeMounts.map(({ name }: { name: string }) => name));
      expect(new Set(template.spec.volumes.map(({ name }: { name: string }) => name))).toEqual(mounts);
      const file = container.args.at(-1);
      expect(file).toBe(`${container.volumeMounts.find(({ name }: any) => name === 'config').mountPath}/config.yaml`);
      expect(container.env ?? []).toEqual([]);
    },
  );

  test('the deployment mounts each secret of the settings', () => {
    const { spec } = ofKind('Deployment')[0]!;
    const { mountPath } = spec['template'].spec.containers[0].volumeMounts.find(({ name }: any) => name === 'secrets');
    const files = Object.entries(config).filter(([key]) => key.endsWith('_file'));
    expect(files.length).toBeGreaterThan(3);
    const usage = read('kubernetes/collector.yaml');
    for (const [, path] of files) {
      expect(path).toMatch(new RegExp(`^${mountPath}/`));
      expect(usage).toContain(`--from-file=${String(path).split('/').at(-1)}`);
    }
  });

  test('KEDA scales the logs by the checkpoints of the collector', () => {
    const [scaled] = ofKind('ScaledObject');
    const [trigger] = scaled!.spec['triggers'];
    const deployments = ofKind('Deployment').map(({ metadata }) => metadata.name);
    expect(deployments).toContain(scaled!.spec['scaleTargetRef'].name);
    expect(scaled!.spec['scaleTargetRef'].name).toMatch(/logs$/);
    expect(trigger.authenticationRef.name).toBe(ofKind('TriggerAuthentication')[0]!.metadata.name);
    expect(trigger.metadata).toMatchObject({
      checkpointStrategy: 'blobMetadata',
      eventHubName: String(config['eventhub']).toLowerCase(),
      consumerGroup: config['consumer_group'] ?? '$Default',
      blobContainer: checkpointContainer(String(config['eventhub']), config['storage_account_container'] as string),
    });
    // KEDA accepts only texts.
    for (const value of Object.values(trigger.metadata)) expect(value).toBeTypeOf('string');
    const metrics = ofKind('Deployment').find(({ metadata }) => metadata.name.endsWith('metrics'))!;
    expect(metrics.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  });
});

describe('deploy/compose.yaml', () => {
  const compose = parse(read('compose.yaml')) as { services: Record<string, any>; secrets: object; volumes: object };
  const { collector } = compose.services;

  test('the variables of the collector exist, and have all required settings', () => {
    const variables = new Map(SETTINGS.flatMap(({ name, variables }) => variables.map((variable) => [variable, name])));
    const content: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(collector.environment as Record<string, string>)) {
      const name = variables.get(key.replace(/_FILE$/, ''));
      expect(name, key).toBeDefined();
      content[`${name}${key.endsWith('_FILE') ? '_file' : ''}`] = value.replace(/\$\{[^}]*\}/, 'example');
    }
    expect(checkSettings(settingsIn(content), ['logs', 'metrics'])).toEqual([]);
  });

  test('its secrets, volumes and services exist, and its ports are on loopback only', () => {
    expect(Object.keys(compose.secrets)).toEqual(collector.secrets);
    for (const service of Object.values(compose.services)) {
      for (const volume of service.volumes ?? []) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
      for (const name of Object.keys(service.depends_on ?? {})) expect(compose.services).toHaveProperty(name);
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    for (const file of readdirSync(DEPLOY)) expect(file).not.toBe('secrets');
  });
});

describe('deploy/Dockerfile', () => {
  const dockerfile = read('Dockerfile');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  test('the final image is slim, runs without root, and has a health check', () => {
    expect(last).toMatch(/^\nFROM node:24-slim\n/);
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf('USER node')).toBeGreaterThan(last.indexOf('RUN '));
    expect(last).toMatch(/^HEALTHCHECK/m);
    expect(last).toContain(String(defaultValue(findSetting('health_port'))));
    expect(last).not.toMatch(/npm (?:ci|install)/);
  });

  test('the image is built from every file of the package', () => {
    const { files } = JSON.parse(readFileSync(new URL('../package.json', DEPLOY), 'utf8')) as { files: string[] };
    const packed = files.filter((name) => name !== 'dist' && !name.startsWith('!'));
    const copied = read('Dockerfile.dockerignore').split('\n');
    expect(copied).toEqual(expect.arrayContaining(packed.map((name) => `!${name}`)));
  });

  test('the image has exactly the packages that the collectors load', () => {
    const loaded = new Set<string>();
    const folder = new URL('../../../src/collectors/', import.meta.url);
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )) {
      const source = readFileSync(new URL(file, folder), 'utf8');
      for (const [, name] of source.matchAll(/=> import\('([@a-z][^']*)'\)/g)) loaded.add(name!);
    }
    const install = /npm install[\s\S]*?&& npm cache/.exec(dockerfile)![0];
    const installed = [...install.matchAll(/\s((?:@[\w-]+\/)?[a-z][\w-]+)@\d+/g)].map(([, name]) => name!);
    expect(new Set(installed)).toEqual(new Set([...loaded, '@opentelemetry/api']));
    const { devDependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    for (const [, name, major] of install.matchAll(/\s((?:@[\w-]+\/)?[a-z][\w-]+)@(\d+)/g)) {
      expect(devDependencies[name!], name).toMatch(new RegExp(`^[\\^~]?${major}\\b`));
    }
  });
});
