import { DEFAULT_CATEGORIES } from '../logs/categories.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** The steps of Elastic's tutorial that `from` names. */
export const TUTORIAL: string = 'https://www.elastic.co/guide/en/observability/current/monitor-azure-openai.html';

/**
 * Every setting, in the order of help and documentation. Names and defaults of the first groups are those of
 * Elastic's integration and of the Filebeat input that it configures.
 *
 * @see https://github.com/elastic/integrations/tree/main/packages/azure_openai
 * @see https://www.elastic.co/docs/reference/beats/filebeat/filebeat-input-azure-eventhub
 */
export const SETTINGS: readonly SettingDefinition[] = [
  {
    name: 'eventhub',
    group: 'Event hub',
    type: 'text',
    defaultText: 'the `EntityPath` of `connection_string`',
    description: 'name of the event hub that the diagnostic settings send to',
    from: 'step 1, "Create an event hub": the name of the event hub, not of its namespace',
  },
  {
    name: 'auth_type',
    group: 'Event hub',
    type: 'text',
    choices: ['connection_string', 'client_secret', 'managed_identity', 'default_credentials'],
    default: 'connection_string',
    description:
      'how to sign in to the event hub and the storage account: with shared keys, as an app registration, with the ' +
      "managed identity of the host, or with what Azure's DefaultAzureCredential finds. Metrics sign in as an app " +
      'registration with `connection_string` too',
  },
  {
    name: 'connection_string',
    group: 'Event hub',
    type: 'text',
    secret: true,
    description: 'connection string of the event hub or of its namespace; needed with `auth_type: connection_string`',
    from:
      'step 3, "Configure logs collection": Event Hubs namespace > Shared access policies > a new policy with Listen ' +
      'alone > Connection string-primary key',
  },
  {
    name: 'eventhub_namespace',
    group: 'Event hub',
    type: 'text',
    defaultText: 'that of `connection_string`',
    description:
      'host name of the namespace, such as `contoso.servicebus.windows.net`; needed with every other `auth_type`',
    from: 'step 1, "Create an event hub": Event Hubs namespace > Overview > Host name',
  },
  {
    name: 'consumer_group',
    group: 'Event hub',
    type: 'text',
    default: '$Default',
    description: 'consumer group; one of its own, if others read this event hub too',
  },
  {
    name: 'processor_start_position',
    group: 'Event hub',
    type: 'text',
    choices: ['earliest', 'latest'],
    default: 'earliest',
    description: 'where to start a partition that has no checkpoint yet',
  },
  {
    name: 'processor_update_interval',
    group: 'Event hub',
    type: 'duration',
    default: '10s',
    least: 1000,
    description: 'how often partitions are shared among the replicas again',
  },
  {
    name: 'processor_ownership_expiration',
    group: 'Event hub',
    type: 'duration',
    defaultText: 'six times `processor_update_interval`',
    least: 2000,
    description: 'how long the partitions of a replica that fell silent are left to it',
  },
  {
    name: 'partition_receive_count',
    group: 'Event hub',
    type: 'integer',
    default: '100',
    least: 1,
    most: 10_000,
    description: 'the most events of a batch',
  },
  {
    name: 'max_held_bytes',
    group: 'Event hub',
    type: 'integer',
    default: '33554432',
    least: 1_048_576,
    description:
      'the most bytes of events that are held until they are stored, of all partitions together; beyond it the hub ' +
      'waits. The process needs several times that: the default is for 512 MB of memory',
  },
  {
    name: 'transport',
    group: 'Event hub',
    type: 'text',
    choices: ['amqp', 'websocket'],
    default: 'amqp',
    description: 'AMQP on port 5671, or over WebSockets on port 443 where a firewall lets nothing else through',
  },
  {
    name: 'storage_account',
    group: 'Storage account',
    type: 'text',
    description: 'name of the storage account that keeps checkpoints',
    from: 'step 1, "Create a storage account container": the name of the storage account',
  },
  {
    name: 'storage_account_key',
    group: 'Storage account',
    type: 'text',
    secret: true,
    description: 'access key of the storage account; needed with `auth_type: connection_string`',
    from: 'step 1, "Create a storage account container": storage account > Security + networking > Access keys',
  },
  {
    name: 'storage_account_connection_string',
    group: 'Storage account',
    type: 'text',
    secret: true,
    description: 'connection string of the storage account, in place of `storage_account` and `storage_account_key`',
    from: 'step 1, "Create a storage account container": storage account > Security + networking > Access keys',
  },
  {
    name: 'storage_account_container',
    group: 'Storage account',
    type: 'text',
    defaultText: '`filebeat-openai-{eventhub}`',
    description: 'container of the checkpoints, created if it is not there; `_` becomes `-`',
  },
  {
    name: 'tenant_id',
    group: 'Microsoft Entra ID',
    type: 'text',
    variables: ['AZURE_TENANT_ID'],
    description: 'tenant of the app registration',
    from: 'step 2, "Create an app registration": Directory (tenant) ID',
  },
  {
    name: 'client_id',
    group: 'Microsoft Entra ID',
    type: 'text',
    variables: ['AZURE_CLIENT_ID'],
    description: 'the app registration',
    from: 'step 2, "Create an app registration": Application (client) ID',
  },
  {
    name: 'client_secret',
    group: 'Microsoft Entra ID',
    type: 'text',
    secret: true,
    variables: ['AZURE_CLIENT_SECRET'],
    description: 'its secret',
    from: 'step 2, "Create credentials and add them to your app": the Value, not the Secret ID, of the client secret',
  },
  {
    name: 'managed_identity_client_id',
    group: 'Microsoft Entra ID',
    type: 'text',
    defaultText: 'the system-assigned identity',
    description: 'client id of a user-assigned managed identity, with `auth_type: managed_identity`',
  },
  {
    name: 'authority_host',
    group: 'Microsoft Entra ID',
    type: 'text',
    variables: ['AZURE_AUTHORITY_HOST'],
    defaultText: '`https://login.microsoftonline.com`',
    description:
      'authority of another cloud: `https://login.microsoftonline.us`, `https://login.chinacloudapi.cn`; it decides ' +
      'the hosts of storage and resource manager too',
  },
  {
    name: 'resource_manager_endpoint',
    group: 'Microsoft Entra ID',
    type: 'text',
    defaultText: '`https://management.azure.com`, or that of the cloud of `authority_host`',
    description: 'Azure Resource Manager of another cloud',
  },
  {
    name: 'subscription_id',
    group: 'Metrics',
    type: 'list',
    variables: ['AZURE_SUBSCRIPTION_ID'],
    defaultText: 'those of `resource_ids`',
    description: 'subscription, or subscriptions, whose Azure OpenAI accounts are read',
    from: 'step 2, "Add role assignment to your app": Subscriptions > Subscription ID',
  },
  {
    name: 'resource_groups',
    group: 'Metrics',
    type: 'list',
    defaultText: 'all',
    description: 'only the accounts of these resource groups',
  },
  {
    name: 'resource_ids',
    group: 'Metrics',
    type: 'list',
    defaultText: 'all',
    description: 'only these accounts: `/subscriptions/…/providers/Microsoft.CognitiveServices/accounts/…`',
    from: 'Azure portal > the Azure OpenAI resource > Overview > JSON View > Resource ID',
  },
  {
    name: 'refresh_list_interval',
    group: 'Metrics',
    type: 'duration',
    default: '600s',
    least: 1000,
    description: 'how often to look for new accounts',
  },
  {
    name: 'period',
    group: 'Metrics',
    type: 'duration',
    default: '300s',
    least: 60_000,
    description: 'how often to ask for metrics, a multiple of one minute',
  },
  {
    name: 'metrics_endpoint',
    group: 'Metrics',
    type: 'text',
    defaultText: '`https://{region}.metrics.monitor.azure.com`, or that of the cloud',
    description: 'metrics batch API of another cloud or a private link, with `{region}` where the region belongs',
  },
  {
    name: 'cursor_path',
    group: 'Metrics',
    type: 'text',
    defaultText: 'in the storage account, if there is one; else `azure-openai-metrics-cursor.json`',
    description: 'file that keeps up to when metrics have been read',
  },
  {
    name: 'namespace',
    group: 'Documents',
    type: 'text',
    default: 'default',
    description:
      'namespace of the data streams: `logs-azure_openai.logs-{namespace}`, `metrics-azure.open_ai-{namespace}`',
  },
  {
    name: 'categories',
    group: 'Documents',
    type: 'list',
    default: DEFAULT_CATEGORIES.join(','),
    description: 'categories of log records that become documents; others in the event hub are filtered',
  },
  {
    name: 'tags',
    group: 'Documents',
    type: 'list',
    default: 'azure-openai-logs,forwarded',
    description: '`tags` of the log documents',
  },
  {
    name: 'preserve_original_event',
    group: 'Documents',
    type: 'boolean',
    default: 'false',
    description: 'keep the record as it came in `event.original`',
  },
  {
    name: 'sanitize_newlines',
    group: 'Documents',
    type: 'boolean',
    default: 'true',
    description: 'repair JSON, and properties that are a text, with line breaks or control characters within texts',
  },
  {
    name: 'sanitize_singlequotes',
    group: 'Documents',
    type: 'boolean',
    default: 'true',
    description: 'repair JSON, and properties that are a text, with single quotes or names of Python such as `None`',
  },
  {
    name: 'output',
    group: 'Output',
    type: 'text',
    choices: ['elasticsearch', 'otlp', 'ndjson'],
    default: 'elasticsearch',
    description: 'where documents go: Elasticsearch, an OpenTelemetry Collector, or lines of JSON',
  },
  {
    name: 'elasticsearch_hosts',
    group: 'Output',
    type: 'list',
    variables: ['ELASTICSEARCH_HOSTS', 'ELASTICSEARCH_HOST', 'ELASTICSEARCH_URL'],
    description: 'URLs of the nodes, or of their load balancer; needed without `elasticsearch_cloud_id`',
    from: 'the endpoint of Elasticsearch: Elastic Cloud console > the deployment or project > Elasticsearch > Copy endpoint',
  },
  {
    name: 'elasticsearch_cloud_id',
    group: 'Output',
    type: 'text',
    variables: ['ELASTIC_CLOUD_ID'],
    description: 'in place of `elasticsearch_hosts`',
    from: 'Elastic Cloud console > the deployment > Cloud ID',
  },
  {
    name: 'elasticsearch_api_key',
    group: 'Output',
    type: 'text',
    secret: true,
    variables: ['ELASTICSEARCH_API_KEY'],
    description: 'API key, encoded, that may `auto_configure` and `create_doc` in both data streams',
    from: 'Kibana > Stack Management > API keys > Create API key, format "Encoded"',
  },
  {
    name: 'elasticsearch_username',
    group: 'Output',
    type: 'text',
    variables: ['ELASTICSEARCH_USERNAME'],
    description: 'in place of an API key',
  },
  {
    name: 'elasticsearch_password',
    group: 'Output',
    type: 'text',
    secret: true,
    variables: ['ELASTICSEARCH_PASSWORD'],
    description: 'its password',
  },
  {
    name: 'elasticsearch_ca',
    group: 'Output',
    type: 'text',
    variables: ['ELASTICSEARCH_CA'],
    description: 'file with the certificates (PEM) of the authorities that signed the certificate of Elasticsearch',
  },
  {
    name: 'elasticsearch_pipeline',
    group: 'Output',
    type: 'text',
    default: '_none',
    description:
      "ingest pipeline for the documents. They need none: the integration's own expects records as Azure sends them",
  },
  {
    name: 'otlp_endpoint',
    group: 'Output',
    type: 'text',
    variables: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    defaultText: '`http://localhost:4318`',
    description: 'OTLP/HTTP endpoint, to which `/v1/logs` and `/v1/metrics` are added',
    from: 'step 6: `OTEL_EXPORTER_OTLP_ENDPOINT` of the application',
  },
  {
    name: 'otlp_headers',
    group: 'Output',
    type: 'headers',
    secret: true,
    variables: ['OTEL_EXPORTER_OTLP_HEADERS'],
    description: 'headers of the requests, such as `Authorization=Bearer%20…`',
    from: 'step 6: `OTEL_EXPORTER_OTLP_HEADERS` of the application',
  },
  {
    name: 'ndjson_path',
    group: 'Output',
    type: 'text',
    default: '-',
    description: 'file that documents are appended to, one a line; `-` is the standard output',
  },
  {
    name: 'dead_letters',
    group: 'Dead letters',
    type: 'text',
    choices: ['file', 'elasticsearch'],
    default: 'file',
    description:
      'where that goes which cannot be read or is refused for good: a file, or the data stream ' +
      '`logs-azure_openai.dead_letter-{namespace}` of the same Elasticsearch',
  },
  {
    name: 'dead_letter_path',
    group: 'Dead letters',
    type: 'text',
    default: 'azure-openai-dead-letters.ndjson',
    description: 'the file; one JSON object a line, readable by its owner alone, since it may hold prompts',
  },
  {
    name: 'health_host',
    group: 'The process',
    type: 'text',
    default: '127.0.0.1',
    description: 'address of the health endpoint; `0.0.0.0` for the probes of Kubernetes',
  },
  {
    name: 'health_port',
    group: 'The process',
    type: 'integer',
    default: '13133',
    least: 0,
    most: 65_535,
    description: 'its port; 0 takes a free one',
  },
  {
    name: 'log_level',
    group: 'The process',
    type: 'text',
    choices: ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'],
    variables: ['OTEL_LOG_LEVEL'],
    default: 'info',
    description: 'what is reported on the standard error',
  },
  {
    name: 'azure_openai_endpoint',
    group: 'The deployment',
    type: 'text',
    variables: ['AZURE_OPENAI_ENDPOINT'],
    description: 'for `doctor`: endpoint of the Azure OpenAI resource',
    from: 'step 6: `AZURE_OPENAI_ENDPOINT` of the application',
  },
  {
    name: 'azure_openai_api_key',
    group: 'The deployment',
    type: 'text',
    secret: true,
    variables: ['AZURE_OPENAI_API_KEY'],
    description: 'for `doctor`: its key',
    from: 'step 6: `AZURE_OPENAI_API_KEY` of the application',
  },
  {
    name: 'azure_openai_deployment',
    group: 'The deployment',
    type: 'text',
    variables: ['AZURE_OPENAI_DEPLOYMENT'],
    description: 'for `doctor`: the deployment that the application calls',
  },
];

/**
 * Names that Elastic's integration or the Filebeat input has and that need nothing here, with the reason: a file that
 * was written for them is taken with a notice.
 */
export const UNUSED_SETTINGS: Readonly<Record<string, string>> = {
  processor_version: 'there is one processor, and its checkpoints are those of version v2',
  partition_receive_timeout: 'a batch is handed on as soon as there are events',
  migrate_checkpoint: 'checkpoints of processor v1 are not read',
  processors: 'transform documents in an ingest pipeline of Elasticsearch or in an OpenTelemetry Collector',
  sanitize_options: 'sanitize_newlines and sanitize_singlequotes do it',
  sanitizers: 'sanitize_newlines and sanitize_singlequotes do it',
  default_resource_type: 'the metrics are those of Microsoft.CognitiveServices/accounts',
  add_cloud_metadata: 'cloud.* always comes from the account',
  enable_batch_api: 'the batch API is used wherever it can be',
};

/** The setting of this name. */
export function definitionOf(name: string): SettingDefinition | undefined {
  return BY_NAME.get(name);
}

const BY_NAME: ReadonlyMap<string, SettingDefinition> = new Map(SETTINGS.map((setting) => [setting.name, setting]));
