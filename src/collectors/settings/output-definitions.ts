import { DEFAULT_FILE } from '../../store/location.ts';

/** Settings of the outputs and dead letters, of the process, and of the deployment that `doctor` calls. */
export const OUTPUT_DEFINITIONS = {
  Output: {
    output: {
      choices: ['elasticsearch', 'otlp', 'local', 'ndjson'],
      default: 'elasticsearch',
      description:
        'destination of the documents: Elasticsearch, an OpenTelemetry Collector, the file of `azure-openai-otel dashboard`, or lines of JSON',
    },
    elasticsearch_hosts: {
      type: 'list',
      variables: ['ELASTICSEARCH_HOSTS', 'ELASTICSEARCH_HOST', 'ELASTICSEARCH_URL'],
      description: 'URLs of the nodes, or of their load balancer; required without `elasticsearch_cloud_id`',
      from: 'the endpoint of Elasticsearch: Elastic Cloud console > the deployment or project > Elasticsearch > Copy endpoint',
    },
    elasticsearch_cloud_id: {
      variables: ['ELASTIC_CLOUD_ID'],
      description: 'Cloud ID, instead of `elasticsearch_hosts`',
      from: 'Elastic Cloud console > the deployment > Cloud ID',
    },
    elasticsearch_api_key: {
      secret: true,
      variables: ['ELASTICSEARCH_API_KEY'],
      description: 'encoded API key with the privileges `auto_configure` and `create_doc` on both data streams',
      from: 'Kibana > Stack Management > API keys > Create API key, format "Encoded"',
    },
    elasticsearch_username: { variables: ['ELASTICSEARCH_USERNAME'], description: 'user, instead of an API key' },
    elasticsearch_password: {
      secret: true,
      variables: ['ELASTICSEARCH_PASSWORD'],
      description: 'password of the user',
    },
    elasticsearch_ca: {
      variables: ['ELASTICSEARCH_CA'],
      description: 'PEM file with the certificate authorities that signed the certificate of Elasticsearch',
    },
    elasticsearch_pipeline: {
      flag: false,
      default: '_none',
      description:
        'ingest pipeline for the documents. They need none: the pipeline of the integration expects records as Azure sends them',
    },
    otlp_endpoint: {
      defaultText: '`OTEL_EXPORTER_OTLP_ENDPOINT`, else `http://localhost:4318`',
      description: 'OTLP/HTTP endpoint; `/v1/logs` and `/v1/metrics` are appended',
      from: 'step 6: `OTEL_EXPORTER_OTLP_ENDPOINT` of the application',
    },
    otlp_headers: {
      type: 'headers',
      secret: true,
      defaultText: '`OTEL_EXPORTER_OTLP_HEADERS`',
      description: 'headers of the requests, such as `Authorization=Bearer%20…`, added to those of the default',
      from: 'step 6: `OTEL_EXPORTER_OTLP_HEADERS` of the application',
    },
    local_path: {
      default: DEFAULT_FILE as string,
      description: 'file of `azure-openai-otel dashboard`, with `output: local`; it is made if it does not exist',
    },
    ndjson_path: { default: '-', description: 'file to append documents to, one a line; `-` is the standard output' },
  },
  'Dead letters': {
    dead_letters: {
      choices: ['file', 'elasticsearch'],
      default: 'file',
      description:
        'destination of records that cannot be read and documents that the output rejects: a file, or the data stream `logs-azure_openai.dead_letter-{namespace}` of the same Elasticsearch',
    },
    dead_letter_path: {
      default: 'azure-openai-dead-letters.ndjson',
      description:
        'file of dead letters, one JSON object a line; only its owner can read it, since it may hold prompts',
    },
  },
  'The process': {
    health_host: {
      flag: false,
      default: '127.0.0.1',
      description: 'address of the health endpoint; `0.0.0.0` for Kubernetes probes',
    },
    health_port: {
      type: 'integer',
      default: '13133',
      least: 0,
      most: 65_535,
      description: 'port of the health endpoint; 0 takes a free one',
    },
    log_level: {
      choices: ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'],
      default: 'info',
      variables: ['OTEL_LOG_LEVEL'],
      description: 'level of the log on the standard error',
    },
  },
  'The deployment': {
    azure_openai_endpoint: {
      variables: ['AZURE_OPENAI_ENDPOINT'],
      description: 'for `doctor`: endpoint of the Azure OpenAI resource',
      from: 'step 6: `AZURE_OPENAI_ENDPOINT` of the application',
    },
    azure_openai_api_key: {
      secret: true,
      variables: ['AZURE_OPENAI_API_KEY'],
      description: 'for `doctor`: API key of the Azure OpenAI resource',
      from: 'step 6: `AZURE_OPENAI_API_KEY` of the application',
    },
    azure_openai_deployment: {
      variables: ['AZURE_OPENAI_DEPLOYMENT'],
      description: 'for `doctor`: the deployment that the application calls',
    },
  },
} as const;
