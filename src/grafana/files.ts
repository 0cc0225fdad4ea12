import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { labelName } from './promql.ts';
import { alertRulesFile } from './alerts.ts';
import { DASHBOARDS, TENANT } from './dashboards.ts';
import type { GrafanaSettings } from './settings.ts';

/** The folder of the package with the dashboards as JSON, which `npm run grafana` makes. */
const PACKED: string = join(dirname(findPackageJSON(import.meta.url)!), 'grafana');

/** Returns the path of a dashboard's JSON in {@link PACKED} and in an export. */
export function dashboardPath(uid: string): string {
  return `dashboards/${uid}.json`;
}

/** Returns the JSON of the dashboards, by their uids, with the label of the tenant's attribute. */
export async function readDashboards({ tenantAttribute }: GrafanaSettings): Promise<Map<string, string>> {
  const label = labelName(tenantAttribute);
  const texts = DASHBOARDS.map(async ({ uid }): Promise<[string, string]> => {
    const text = await readFile(join(PACKED, dashboardPath(uid)), 'utf8');
    return [uid, text.replaceAll(new RegExp(`\\b${TENANT}\\b`, 'g'), label)];
  });
  return new Map(await Promise.all(texts));
}

/** Returns everything that setup makes as files: path → text. */
export async function exportedFiles(settings: GrafanaSettings): Promise<Map<string, string>> {
  const dashboards = await readDashboards(settings);
  return new Map([
    ['settings.json', `${JSON.stringify(settings, undefined, 2)}\n`],
    ['alert-rules.yaml', alertRulesFile(settings)],
    ...[...dashboards].map(([uid, text]): [string, string] => [dashboardPath(uid), text]),
  ]);
}
