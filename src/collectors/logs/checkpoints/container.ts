import { diag } from '@opentelemetry/api';
import { EventHubSettingsError } from '../event-hub/settings-error.ts';

const SETTING = 'storage_account_container';

/**
 * The blob container of the checkpoints: by default the one that Elastic's integration uses, `filebeat-openai-` and the
 * hub's name.
 *
 * @param container the user's own name
 * @throws EventHubSettingsError if Azure takes no container of this name
 * @see https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
 */
export function checkpointContainer(eventHub: string, container?: string): string {
  const name = containerName(eventHub, container);
  const problem = containerProblem(name);
  if (problem) throw new EventHubSettingsError(SETTING, `"${name}" ${problem}`);
  if (container?.includes('_')) {
    diag.warn(`${SETTING} "${container}": Azure takes no "_" in the name of a container; "-" is used in its place`);
  }
  return name;
}

/** The same name, whether Azure takes it or not. */
export function containerName(eventHub: string, container?: string): string {
  return (container || `filebeat-openai-${eventHub.toLowerCase()}`).replaceAll('_', '-');
}

/** What Azure does not take about the name of a container, as in "must be …"; undefined if it takes the name. */
export function containerProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return `must have 3 to 63 characters, not ${name.length}`;
  if (/[^a-z0-9-]/.test(name)) return 'must have lower-case letters, digits and "-" only';
  if (/^-|-$/.test(name)) return 'must start and end with a letter or digit';
  if (name.includes('--')) return 'must have no two "-" side by side';
  return undefined;
}
