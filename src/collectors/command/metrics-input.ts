import { azureMonitorMetrics } from '../metrics/azure-monitor-metrics.ts';
import { blobCursorStore } from '../metrics/blob-cursor-store.ts';
import type { CursorStore } from '../metrics/cursor-store.ts';
import { fileCursorStore } from '../metrics/file-cursor-store.ts';
import { metricsMapper } from '../metrics/metrics-to-documents.ts';
import type { MetricsRecord } from '../metrics/types.ts';
import type { CollectOptions } from './collect-options.ts';
import type { Input } from './collectors.ts';
import { credentialOf } from './credential.ts';
import type { Settings } from '../settings/settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { storageContainer } from './storage-container.ts';

const CURSOR_FILE = 'azure-openai-metrics-cursor.json';

/** Metrics: Azure Monitor, and the mapping of its values. */
export async function metricsInput(settings: Settings, { dryRun }: CollectOptions): Promise<Input<MetricsRecord>> {
  const credential = await credentialOf(settings);
  if (credential === undefined) throw new SettingsError([{ setting: 'client_id', problem: 'is needed for metrics' }]);
  const cursors = await cursorStore(settings);
  return {
    source: azureMonitorMetrics({
      credential,
      subscriptionIds: settings.subscription_id,
      resourceGroups: settings.resource_groups,
      resourceIds: settings.resource_ids,
      period: settings.period / 1000,
      refreshInterval: settings.refresh_list_interval / 1000,
      authorityHost: settings.authority_host,
      resourceManagerEndpoint: settings.resource_manager_endpoint,
      metricsEndpoint: settings.metrics_endpoint,
      // A dry run reads from where collecting would go on, and moves nothing.
      cursors: dryRun ? { load: () => cursors.load(), save: async () => {} } : cursors,
    }),
    mapper: metricsMapper({ namespace: settings.namespace }),
  };
}

async function cursorStore(settings: Settings): Promise<CursorStore> {
  if (settings.cursor_path !== undefined) return fileCursorStore(settings.cursor_path);
  const container = await storageContainer(settings);
  return container === undefined ? fileCursorStore(CURSOR_FILE) : blobCursorStore(container);
}
