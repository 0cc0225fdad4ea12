import { ResourceManagerError } from '../../azure/resource-manager.ts';
import { openExports } from '../../command/inputs.ts';
import { type CheckResult, fail, ok, skip, warn } from '../../contracts/finding.ts';
import { findManifests } from '../../costs/exports.ts';
import { checkQuery } from '../../costs/query.ts';
import { describeError } from '../../errors.ts';
import type { DoctorContext } from '../context.ts';

/** Checks for each subscription whether its costs can be queried; or whether the container has exports of them. */
export async function checkCosts(context: DoctorContext): Promise<[name: string, result: CheckResult][]> {
  const { arm, subscriptions, settings } = context;
  const exports = await openExports(settings);
  if (exports !== undefined) return [[exports.containerName, await checkExports(exports)]];
  if (settings.cost_export_container !== undefined) {
    return [['', fail('cost_export_container needs a storage account', 'Set storage_account or cost_export_account.')]];
  }
  if (!arm || subscriptions.length === 0) return [['', skip('needs subscription_id and an app registration')]];
  return Promise.all(
    subscriptions.map(async (subscription): Promise<[string, CheckResult]> => {
      try {
        await checkQuery(arm, subscription);
        return [subscription, ok('costs can be queried')];
      } catch (error) {
        return [subscription, explain(error, subscription, settings.client_id)];
      }
    }),
  );
}

async function checkExports(container: Parameters<typeof findManifests>[0]): Promise<CheckResult> {
  try {
    for await (const { exportConfig } of findManifests(container)) {
      return ok(`the export ${exportConfig.exportName} (${exportConfig.type}) can be read`);
    }
    return warn(
      'the container has no run of an export of costs yet',
      'Create an export of actual cost, amortized cost or FOCUS as CSV, and run it: Cost Management > Exports.',
    );
  } catch (error) {
    return fail(
      describeError(error),
      'The identity needs the role "Storage Blob Data Reader" on the storage account of the exports.',
    );
  }
}

function explain(error: unknown, subscription: string, clientId = '<client id>'): CheckResult {
  if (!(error instanceof ResourceManagerError)) return fail(describeError(error), 'See resource_manager_endpoint.');
  if (error.status === 429) return ok('costs can be queried; Cost Management is busy at present');
  if (error.status !== 401 && error.status !== 403) {
    return fail(describeError(error), 'See subscription_id, or read exports: cost_export_container.');
  }
  return fail(
    describeError(error),
    `az role assignment create --assignee ${clientId} --role "Cost Management Reader" ` +
      `--scope /subscriptions/${subscription}; a new role takes some minutes.`,
    ['costManagementReader'],
  );
}
