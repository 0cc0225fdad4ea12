/**
 * The settings of the collectors, read and checked for their form. Each is described where it is defined, in
 * `setting-definitions.ts`. Durations are in milliseconds.
 */
export interface Settings {
  readonly eventhub?: string;
  readonly eventhub_namespace?: string;
  readonly consumer_group: string;
  readonly auth_type: 'connection_string' | 'client_secret' | 'managed_identity' | 'default_credentials';
  readonly connection_string?: string;
  readonly processor_start_position: 'earliest' | 'latest';
  readonly processor_update_interval: number;
  readonly processor_ownership_expiration?: number;
  readonly partition_receive_count: number;
  readonly max_held_bytes: number;
  readonly transport: 'amqp' | 'websocket';

  readonly storage_account?: string;
  readonly storage_account_key?: string;
  readonly storage_account_connection_string?: string;
  readonly storage_account_container?: string;

  readonly tenant_id?: string;
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly managed_identity_client_id?: string;
  readonly authority_host?: string;
  readonly resource_manager_endpoint?: string;

  readonly subscription_id: readonly string[];
  readonly resource_groups: readonly string[];
  readonly resource_ids: readonly string[];
  readonly refresh_list_interval: number;
  readonly period: number;
  readonly metrics_endpoint?: string;
  readonly cursor_path?: string;

  readonly namespace: string;
  readonly categories: readonly string[];
  readonly tags: readonly string[];
  readonly preserve_original_event: boolean;
  readonly sanitize_newlines: boolean;
  readonly sanitize_singlequotes: boolean;

  readonly output: 'elasticsearch' | 'otlp' | 'ndjson';
  readonly elasticsearch_hosts: readonly string[];
  readonly elasticsearch_cloud_id?: string;
  readonly elasticsearch_api_key?: string;
  readonly elasticsearch_username?: string;
  readonly elasticsearch_password?: string;
  readonly elasticsearch_ca?: string;
  readonly elasticsearch_pipeline: string;
  readonly otlp_endpoint?: string;
  readonly otlp_headers: Readonly<Record<string, string>>;
  readonly ndjson_path: string;

  readonly dead_letters: 'file' | 'elasticsearch';
  readonly dead_letter_path: string;

  readonly health_host: string;
  readonly health_port: number;
  readonly log_level: 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all';

  readonly azure_openai_endpoint?: string;
  readonly azure_openai_api_key?: string;
  readonly azure_openai_deployment?: string;
}
