import { DEFAULT_CATEGORIES } from '../logs/record-options.ts';

/**
 * Settings of the inputs and their documents. Their names and defaults are those of Elastic's integration and of the
 * Filebeat input that it configures.
 *
 * @see https://github.com/elastic/integrations/tree/main/packages/azure_openai
 * @see https://www.elastic.co/docs/reference/beats/filebeat/filebeat-input-azure-eventhub
 */
export const INPUT_DEFINITIONS = {
  'Event hub': {
    eventhub: {
      defaultText: 'the `EntityPath` of `connection_string`',
      description: 'name of the event hub that receives the diagnostic logs',
      from: 'step 1, "Create an event hub": the name of the event hub, not of its namespace',
    },
    auth_type: {
      choices: ['connection_string', 'client_secret', 'managed_identity', 'default_credentials'],
      default: 'connection_string',
      description:
        'how to sign in to the event hub and the storage account: with shared keys, as an app registration, with the managed identity of the host, or with the credential that DefaultAzureCredential finds. With `connection_string`, metrics are read as an app registration',
    },
    connection_string: {
      secret: true,
      description: 'connection string of the event hub or its namespace; required with `auth_type: connection_string`',
      from: 'step 3, "Configure logs collection": Event Hubs namespace > Shared access policies > a new policy with Listen alone > Connection string-primary key',
    },
    eventhub_namespace: {
      defaultText: 'the namespace in `connection_string`',
      description:
        'host name of the namespace, such as `contoso.servicebus.windows.net`; required with every other `auth_type`',
      from: 'step 1, "Create an event hub": Event Hubs namespace > Overview > Host name',
    },
    consumer_group: {
      default: '$Default',
      description: 'consumer group; use a separate one if others read this event hub too',
    },
    processor_start_position: {
      choices: ['earliest', 'latest'],
      default: 'earliest',
      description: 'where to start reading a partition without a checkpoint',
    },
    processor_update_interval: {
      flag: false,
      type: 'duration',
      default: '10s',
      least: 1000,
      description: 'how often replicas rebalance the partitions',
    },
    processor_ownership_expiration: {
      flag: false,
      type: 'duration',
      defaultText: 'six times `processor_update_interval`',
      least: 2000,
      description: 'how long a replica that stopped responding keeps its partitions',
    },
    partition_receive_count: {
      flag: false,
      type: 'integer',
      default: '100',
      least: 1,
      most: 10_000,
      description: 'maximum number of events in a batch',
    },
    max_held_bytes: {
      flag: false,
      type: 'integer',
      default: '33554432',
      least: 1_048_576,
      description:
        'maximum bytes of events in memory until they are stored, over all partitions; beyond it the collector stops receiving. The process needs several times that: the default suits 512 MB of memory',
    },
    transport: {
      choices: ['amqp', 'websocket'],
      default: 'amqp',
      description: 'AMQP on port 5671, or AMQP over WebSockets on port 443 for firewalls that block the former',
    },
  },
  'Storage account': {
    storage_account: {
      description: 'name of the storage account for checkpoints',
      from: 'step 1, "Create a storage account container": the name of the storage account',
    },
    storage_account_key: {
      secret: true,
      description: 'access key of the storage account; required with `auth_type: connection_string`',
      from: 'step 1, "Create a storage account container": storage account > Security + networking > Access keys',
    },
    storage_account_connection_string: {
      secret: true,
      description: 'connection string of the storage account, instead of `storage_account` and `storage_account_key`',
      from: 'step 1, "Create a storage account container": storage account > Security + networking > Access keys',
    },
    storage_account_container: {
      defaultText: '`filebeat-openai-{eventhub}`',
      description: 'container for checkpoints, created if it does not exist; `_` becomes `-`',
    },
  },
  'Microsoft Entra ID': {
    tenant_id: {
      variables: ['AZURE_TENANT_ID'],
      description: 'tenant of the app registration',
      from: 'step 2, "Create an app registration": Directory (tenant) ID',
    },
    client_id: {
      variables: ['AZURE_CLIENT_ID'],
      description: 'client ID of the app registration',
      from: 'step 2, "Create an app registration": Application (client) ID',
    },
    client_secret: {
      secret: true,
      variables: ['AZURE_CLIENT_SECRET'],
      description: 'client secret of the app registration',
      from: 'step 2, "Create credentials and add them to your app": the Value, not the Secret ID, of the client secret',
    },
    managed_identity_client_id: {
      defaultText: 'the system-assigned identity',
      description: 'client ID of a user-assigned managed identity, with `auth_type: managed_identity`',
    },
    authority_host: {
      flag: false,
      variables: ['AZURE_AUTHORITY_HOST'],
      defaultText: '`https://login.microsoftonline.com`',
      description:
        'authority of another cloud: `https://login.microsoftonline.us`, `https://login.chinacloudapi.cn`; it also selects the hosts of storage and Azure Resource Manager',
    },
    resource_manager_endpoint: {
      flag: false,
      defaultText: '`https://management.azure.com`, or that of the cloud of `authority_host`',
      description: 'Azure Resource Manager of another cloud',
    },
  },
  Metrics: {
    subscription_id: {
      type: 'list',
      variables: ['AZURE_SUBSCRIPTION_ID'],
      defaultText: 'those of `resource_ids`',
      description: 'subscriptions whose Azure OpenAI accounts are read',
      from: 'step 2, "Add role assignment to your app": Subscriptions > Subscription ID',
    },
    resource_groups: {
      type: 'list',
      defaultText: 'all',
      description: 'resource groups of `subscription_id` whose accounts are read',
    },
    resource_ids: {
      type: 'list',
      defaultText: 'all',
      description:
        'accounts that are read, besides those of `resource_groups`: `/subscriptions/…/providers/Microsoft.CognitiveServices/accounts/…`',
      from: 'Azure portal > the Azure OpenAI resource > Overview > JSON View > Resource ID',
    },
    refresh_list_interval: {
      flag: false,
      type: 'duration',
      default: '600s',
      least: 1000,
      description: 'how often to look for new accounts',
    },
    period: {
      type: 'duration',
      default: '300s',
      least: 60_000,
      description: 'how often to query metrics, a multiple of one minute',
    },
    metrics_endpoint: {
      flag: false,
      defaultText: '`https://{region}.metrics.monitor.azure.com`, or that of the cloud',
      description: 'metrics batch API of another cloud or a private link; `{region}` is replaced by the region',
    },
    cursor_path: {
      defaultText: 'in the storage account, if there is one; else `azure-openai-metrics-cursor.json`',
      description: 'file that records up to which time metrics were read',
    },
  },
  Costs: {
    cost_types: {
      type: 'list',
      default: 'actual',
      description:
        'costs that are read: `actual`, where a purchase such as a reservation is a charge of its day, and `amortized`, where it is spread over its term',
    },
    cost_export_container: {
      description:
        'container with exports of Cost Management in the storage account, which are read instead of queries: for subscriptions that are too large for them',
    },
    cost_export_account: {
      defaultText: '`storage_account`',
      description: 'name of the storage account with `cost_export_container`',
    },
    cost_deployment_tag: {
      description: 'key of the tag whose value names the deployment; without it, costs are not divided by deployment',
    },
    cost_period: {
      type: 'duration',
      default: '4h',
      least: 60_000,
      description: 'how often to read the costs, which Azure updates several times a day',
    },
    cost_lookback: {
      type: 'duration',
      default: '45d',
      least: 86_400_000,
      description: 'how far back costs are read again, since Azure corrects them until the invoice',
    },
    cost_cursor_path: {
      defaultText: 'in the storage account, if there is one; else `azure-openai-costs-cursor.json`',
      description: 'file that records which costs were stored',
    },
  },
  Documents: {
    namespace: {
      default: 'default',
      description:
        'namespace of the data streams: `logs-azure_openai.logs-{namespace}`, `metrics-azure.open_ai-{namespace}`, `metrics-azure.open_ai_cost-{namespace}`',
    },
    categories: {
      type: 'list',
      default: DEFAULT_CATEGORIES.join(',') as string,
      description: 'categories of log records that become documents; other records in the event hub are filtered',
    },
    tags: {
      flag: false,
      type: 'list',
      default: 'azure-openai-logs,forwarded',
      description: '`tags` of the log documents',
    },
    preserve_original_event: {
      type: 'boolean',
      default: 'false',
      description: 'store the record as it was received in `event.original`',
    },
    sanitize_newlines: {
      flag: false,
      type: 'boolean',
      default: 'true',
      description: 'repair JSON, and properties in JSON, with line breaks or control characters within strings',
    },
    sanitize_singlequotes: {
      flag: false,
      type: 'boolean',
      default: 'true',
      description: 'repair JSON, and properties in JSON, with single quotes or Python names such as `None`',
    },
  },
} as const;
