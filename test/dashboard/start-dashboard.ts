import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Dashboard, type DashboardOptions, startDashboard } from '../../src/dashboard/server.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { temporaryFile, temporaryFolder } from '../store/telemetry.ts';

/** Starts a dashboard with a store and a page of its own, until the end of the test. @param path the file of the store */
export async function startTestDashboard({
  path = temporaryFile(),
  ...options
}: Partial<DashboardOptions> & { readonly path?: string } = {}): Promise<{ store: Store; dashboard: Dashboard }> {
  const folder = temporaryFolder();
  for (const file of ['index.html', 'app.js', 'app.css']) writeFileSync(join(folder, file), `the file ${file}`);
  mkdirSync(join(folder, 'sub'));
  let dashboard: Dashboard | undefined;
  const store = await openStore({ path, onChange: () => dashboard?.notify() });
  dashboard = await startDashboard({ store, port: 0, pageFolder: pathToFileURL(`${folder}/`), ...options });
  const { close } = dashboard;
  onTestFinished(async () => {
    await close();
    await store.close();
  });
  return { store, dashboard };
}
