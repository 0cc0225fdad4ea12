import type { CreationPlan } from './plan.ts';

/**
 * A script for the Azure CLI that creates what is missing. What it calls things can be changed at its top; it can be run
 * again, and prints no secrets.
 *
 * @see https://learn.microsoft.com/cli/azure/eventhubs
 * @see https://learn.microsoft.com/cli/azure/monitor/diagnostic-settings
 */
export function azScript(plan: CreationPlan): string {
  if (plan.create.size === 0) return '#!/usr/bin/env bash\n# Nothing is missing.\n';
  const parts = [HEAD, variables(plan), hub(plan), diagnostics(plan), storage(plan), role(plan), secrets(plan)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const HEAD = `#!/usr/bin/env bash
# Creates what azure-openai-otel needs and doctor found missing. Needs "az login".
set -euo pipefail`;

function variables(plan: CreationPlan): string {
  return [
    assign('RESOURCE_GROUP', plan.namespaceResourceGroup ?? 'azure-openai-otel'),
    '# An event hub takes the diagnostic logs of resources in its own region alone.',
    'LOCATION="${LOCATION:-$(az group show --name "$RESOURCE_GROUP" --query location --output tsv)}"',
    assign('NAMESPACE', plan.namespace),
    assign('EVENT_HUB', plan.eventHub),
    ...(plan.create.has('policy') ? [assign('POLICY', plan.policy)] : []),
    ...(createsConsumerGroup(plan) ? [assign('CONSUMER_GROUP', plan.consumerGroup)] : []),
    ...(createsStorage(plan) || plan.create.has('role') ? [assign('STORAGE_ACCOUNT', plan.storageAccount)] : []),
    ...(createsStorage(plan) ? [assign('CONTAINER', plan.container)] : []),
    ...(plan.create.has('role') ? [clientId(plan)] : []),
  ].join('\n');
}

/** A default that the environment can change. */
function assign(name: string, value: string): string {
  return `DEFAULT=${quoted(value)}; ${name}="\${${name}:-$DEFAULT}"`;
}

function clientId(plan: CreationPlan): string {
  return plan.clientId === undefined
    ? 'CLIENT_ID="${CLIENT_ID:?set it to the Application (client) ID of the app registration}"'
    : assign('CLIENT_ID', plan.clientId);
}

/** A word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function createsStorage({ create }: CreationPlan): boolean {
  return create.has('storageAccount') || create.has('container');
}

function createsConsumerGroup({ create, consumerGroup }: CreationPlan): boolean {
  return create.has('consumerGroup') && consumerGroup.toLowerCase() !== '$default';
}

const HUB = '--resource-group "$RESOURCE_GROUP" --namespace-name "$NAMESPACE"';

function hub(plan: CreationPlan): string {
  const lines: string[] = [];
  if (plan.create.has('eventHub')) {
    lines.push(
      'az eventhubs namespace create --resource-group "$RESOURCE_GROUP" --name "$NAMESPACE" --location "$LOCATION" \\',
      '  --sku Standard --minimum-tls-version 1.2 --output none',
      `az eventhubs eventhub create ${HUB} --name "$EVENT_HUB" \\`,
      '  --partition-count 4 --cleanup-policy Delete --retention-time-in-hours 168 --output none',
    );
  }
  if (plan.create.has('policy')) {
    lines.push(
      `az eventhubs eventhub authorization-rule create ${HUB} \\`,
      '  --eventhub-name "$EVENT_HUB" --name "$POLICY" --rights Listen --output none',
    );
  }
  if (createsConsumerGroup(plan)) {
    lines.push(
      `az eventhubs eventhub consumer-group create ${HUB} \\`,
      '  --eventhub-name "$EVENT_HUB" --name "$CONSUMER_GROUP" --output none',
    );
  }
  return lines.join('\n');
}

function diagnostics({ create, accounts, categories }: CreationPlan): string {
  if (!create.has('diagnosticSettings') || accounts.length === 0) return '';
  const logs = JSON.stringify(categories.map((category) => ({ category, enabled: true })));
  return [
    '# Azure itself sends with this policy; one that sends diagnostic logs must have all three rights.',
    `RULE=$(az eventhubs namespace authorization-rule show ${HUB} \\`,
    '  --name RootManageSharedAccessKey --query id --output tsv)',
    ...accounts.flatMap(({ id }) => [
      `az monitor diagnostic-settings create --name azure-openai-otel --resource ${quoted(id)} \\`,
      `  --event-hub "$EVENT_HUB" --event-hub-rule "$RULE" --logs ${quoted(logs)} --output none`,
    ]),
  ].join('\n');
}

function storage(plan: CreationPlan): string {
  const lines: string[] = [];
  if (plan.create.has('storageAccount')) {
    lines.push(
      'az storage account create --resource-group "$RESOURCE_GROUP" --name "$STORAGE_ACCOUNT" --location "$LOCATION" \\',
      '  --kind StorageV2 --sku Standard_LRS --access-tier Hot --min-tls-version TLS1_2 \\',
      '  --allow-blob-public-access false --enable-hierarchical-namespace false --output none',
      'az storage account blob-service-properties update --resource-group "$RESOURCE_GROUP" \\',
      '  --account-name "$STORAGE_ACCOUNT" --enable-delete-retention false \\',
      '  --enable-container-delete-retention false --output none',
    );
  }
  if (createsStorage(plan)) {
    lines.push(
      'az storage container-rm create --resource-group "$RESOURCE_GROUP" --storage-account "$STORAGE_ACCOUNT" \\',
      '  --name "$CONTAINER" --public-access off --output none',
    );
  }
  return lines.join('\n');
}

function role({ create, subscriptions, usesIdentity }: CreationPlan): string {
  if (!create.has('role')) return '';
  const assignRole = (name: string, scope: string): string =>
    `az role assignment create --assignee "$CLIENT_ID" --role ${quoted(name)} --scope ${scope} --output none`;
  const storageId = '"$(az storage account show --name "$STORAGE_ACCOUNT" --query id --output tsv)"';
  const hubId = `"$(az eventhubs eventhub show ${HUB} --name "$EVENT_HUB" --query id --output tsv)"`;
  return [
    ...subscriptions.map((id) => assignRole('Monitoring Reader', quoted(`/subscriptions/${id}`))),
    ...(usesIdentity
      ? [assignRole('Azure Event Hubs Data Receiver', hubId), assignRole('Storage Blob Data Contributor', storageId)]
      : []),
  ].join('\n');
}

function secrets(plan: CreationPlan): string {
  const lines: string[] = [];
  if (plan.create.has('policy')) {
    lines.push(
      '# connection_string:',
      `#   az eventhubs eventhub authorization-rule keys list ${HUB} \\`,
      '#     --eventhub-name "$EVENT_HUB" --name "$POLICY" --query primaryConnectionString --output tsv',
    );
  }
  if (plan.create.has('storageAccount')) {
    lines.push(
      '# storage_account_key:',
      '#   az storage account keys list --account-name "$STORAGE_ACCOUNT" --query "[0].value" --output tsv',
    );
  }
  return lines.join('\n');
}
