import { didYouMean } from '../../cli/nearest-names.ts';
import { KNOWN_CATEGORIES } from '../logs/categories.ts';
import { containerName, containerProblem } from '../logs/checkpoints/container.ts';
import { connectionStringParts, entityPathOf, namespaceOf } from '../azure/connection-string.ts';
import type { Settings } from './settings.ts';
import { type SettingProblem, wrongSetting } from './settings-error.ts';

/** What a value must look like, and how that is said after "must be". */
type Form = readonly [isRight: (value: string) => boolean, expected: string];

const NAME: Form = [
  (name) => /^[a-z0-9](?:[a-z0-9._-]{0,254}[a-z0-9])?$/i.test(name),
  'a name of letters, digits, ".", "_" and "-", which begins and ends with a letter or digit',
];

const HTTP: Form = [
  (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
  'a URL such as https://host:9200, with https:// or http://',
];

/** Of hosts alone HTTPS is taken. */
const HOST: Form = [
  (text) => HTTP[0](text.includes('://') ? text : `https://${text}`) && !/[\s@]/.test(text),
  'a URL such as https://login.microsoftonline.com',
];

const BASE64: Form = [(text) => /^[a-z0-9+/]+={0,2}$/i.test(text), 'an access key of the storage account, in base64'];

const HEADER: Form = [
  (text) => /^[ -~\u00a0-\u00ff]*$/.test(text),
  'of characters that a header can hold: a copy of it may have others, such as "…" or an invisible space',
];

const STORAGE_CONNECTION: Form = [
  isStorageConnection,
  'of the form DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net, of a storage account',
];

const HUB_CONNECTION: Form = [
  isHubConnection,
  'of the form Endpoint=sb://…/;SharedAccessKeyName=…;SharedAccessKey=…, of a namespace or an event hub',
];

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const FORMS: readonly (readonly [keyof Settings, Form])[] = [
  ['connection_string', HUB_CONNECTION],
  ['eventhub', NAME],
  ['consumer_group', [(name) => name.toLowerCase() === '$default' || NAME[0](name), `$Default, or ${NAME[1]}`]],
  ['eventhub_namespace', [(host) => NAME[0](host), 'a host name such as contoso.servicebus.windows.net']],
  [
    'storage_account',
    [(name) => /^[a-z0-9]{3,24}$/.test(name), 'the name of a storage account alone: 3 to 24 small letters and digits'],
  ],
  ['storage_account_key', BASE64],
  ['storage_account_connection_string', STORAGE_CONNECTION],
  ['authority_host', HOST],
  ['resource_manager_endpoint', HOST],
  ['metrics_endpoint', [(text) => HTTP[0](text.replaceAll('{region}', 'region')), HTTP[1]]],
  ['elasticsearch_hosts', HTTP],
  ['elasticsearch_api_key', HEADER],
  ['azure_openai_api_key', HEADER],
  ['otlp_headers', HEADER],
  ['otlp_endpoint', [HTTP[0], 'a URL such as http://localhost:4318, with https:// or http://']],
  // https://www.elastic.co/docs/reference/ecs/ecs-data_stream
  [
    'namespace',
    [
      (name) => /^[^A-Z\\/*?"<>| ,#:-]{1,100}$/u.test(name),
      'at most 100 characters without capitals, "-" and \\/*?"<>| ,#: ',
    ],
  ],
];

/** Every setting with a value that nothing could be done with. No problem quotes the value: it may be a secret. */
export function formProblems(settings: Settings): SettingProblem[] {
  const { auth_type, output } = settings;
  const forms = FORMS.filter(([name, [isRight]]) => {
    // An application's own OTEL_EXPORTER_OTLP_ENDPOINT may be one of gRPC.
    if (name === 'otlp_endpoint' && output !== 'otlp') return false;
    if (name === 'connection_string' && auth_type !== 'connection_string') return false;
    return textsOf(settings[name]).some((text) => !isRight(text));
  });
  return [
    ...forms.map(([name, [, expected]]) => wrongSetting(name, `must be ${expected}`)),
    ...containerProblems(settings),
    ...categoryProblems(settings),
  ];
}

function textsOf(value: Settings[keyof Settings]): string[] {
  const values = typeof value === 'object' ? Object.values(value) : [value];
  return values.filter((text) => typeof text === 'string');
}

function isHubConnection(text: string): boolean {
  const parts = connectionStringParts(text);
  if (namespaceOf(text) === undefined) return false;
  if (parts.get('usedevelopmentemulator') === 'true' || parts.has('sharedaccesssignature')) return true;
  return Boolean(parts.get('sharedaccesskeyname') && parts.get('sharedaccesskey'));
}

/** As the client of Azure requires it. */
function isStorageConnection(text: string): boolean {
  const parts = connectionStringParts(text);
  if (parts.get('usedevelopmentstorage') === 'true') return true;
  const protocol = parts.get('defaultendpointsprotocol');
  const endpoint = parts.get('blobendpoint') || `${protocol}://host.${parts.get('endpointsuffix') ?? ''}`;
  if (!HTTP[0](endpoint)) return false;
  if (protocol === undefined || !parts.has('accountkey')) {
    return parts.has('blobendpoint') && Boolean(parts.get('sharedaccesssignature'));
  }
  const hasHost = Boolean(parts.get('blobendpoint') || parts.get('endpointsuffix'));
  return hasHost && Boolean(parts.get('accountname')) && BASE64[0](parts.get('accountkey') ?? '');
}

/** Azure takes fewer names of containers than of event hubs, and by default the one is made of the other. */
function containerProblems({
  storage_account_container: own,
  eventhub,
  connection_string,
}: Settings): SettingProblem[] {
  const eventHub = eventhub ?? entityPathOf(connection_string);
  if (own === undefined && (eventHub === undefined || !NAME[0](eventHub))) return [];
  const problem = containerProblem(containerName(eventHub ?? '', own));
  if (problem === undefined) return [];
  const why = own === undefined ? `is needed: its default, made of the name of the event hub, ${problem}` : problem;
  return [wrongSetting('storage_account_container', why)];
}

function categoryProblems({ categories }: Settings): SettingProblem[] {
  // Every record would be filtered, and acknowledged.
  if (categories.length === 0)
    return [wrongSetting('categories', 'must name a category; leave it out for all of them')];
  const unknown = categories.find((category) => !KNOWN_CATEGORIES.includes(category));
  if (unknown === undefined) return [];
  const place = categories.length === 1 ? '' : `, at place ${categories.indexOf(unknown) + 1} of ${categories.length}`;
  const hint = didYouMean(unknown, KNOWN_CATEGORIES);
  return [
    wrongSetting(
      'categories',
      `has an unknown category${place}.${hint || ` Known are ${KNOWN_CATEGORIES.join(', ')}.`}`,
    ),
  ];
}
