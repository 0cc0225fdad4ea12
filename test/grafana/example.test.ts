import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startSimulator } from '../../src/demo/simulator/index.ts';
import { FOLDER } from '../../src/grafana/dashboards.ts';
import { azureEnv, startNode } from '../support/run-app.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/grafana', import.meta.url));

function read(file: string): any {
  return parse(readFileSync(resolve(EXAMPLE, file), 'utf8'));
}

test.each(globSync('*', { cwd: EXAMPLE }))('the file %s of the example is short and says how it is used', (file) => {
  const text = readFileSync(resolve(EXAMPLE, file), 'utf8');
  expect(text.split('\n').length).toBeLessThan(60);
  expect(text).toMatch(/^(#|\/\/) Usage/m);
});

test('compose.yaml mounts files that exist, into the folders that the programs read', () => {
  const { services } = read('compose.yaml');
  const mounts = Object.values<any>(services).flatMap(({ volumes = [] }) =>
    volumes.map((one: string) => one.split(':')),
  );
  expect(mounts.map(([source]) => source).filter((source) => !existsSync(resolve(EXAMPLE, source)))).toEqual([]);
  const targets = mounts.map(([, target]) => target);
  const [provider] = read('dashboards.yaml').providers;
  expect(targets).toContain(provider.options.path);
  expect(targets).toContain(`/etc/prometheus/${read('prometheus.yml').rule_files[0]}`);
  expect(provider).toMatchObject({ folder: FOLDER.title, folderUid: FOLDER.uid });
});

test('the services of compose.yaml find each other', () => {
  const { services } = read('compose.yaml');
  const { environment } = services.app;
  const urls = [environment.AZURE_OPENAI_ENDPOINT, environment.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT];
  const hosts = [...urls, read('datasource.yaml').datasources[0].url].map((url) => new URL(url).hostname);
  expect(hosts.filter((host) => !Object.hasOwn(services, host))).toEqual([]);
});

test('the app of the example calls deployments of the simulator', async () => {
  await using simulator = await startSimulator();
  const app = startNode(['app.mjs'], azureEnv(simulator.url), new URL('../../examples/grafana/', import.meta.url));
  await app.wrote('gpt-4.1-mini: answered');
  app.child.kill();
  expect((await app.ended).stderr).toBe('');
});
