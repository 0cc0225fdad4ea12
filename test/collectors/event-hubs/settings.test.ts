import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointContainer } from '../../../src/collectors/logs/checkpoints/blob.ts';
import { eventHubLogs } from '../../../src/collectors/logs/event-hub/source.ts';
import { type EventHubLogsOptions, EventHubSettingsError } from '../../../src/collectors/logs/event-hub/options.ts';
import { readEventHubOptions } from '../../../src/collectors/logs/event-hub/settings.ts';

const NAMESPACE = 'Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0';
const credential = { getToken: async () => null };

function options(changes: Partial<EventHubLogsOptions> = {}): EventHubLogsOptions {
  return {
    eventHub: 'logs',
    connectionString: NAMESPACE,
    storage: { account: 'contoso', accountKey: 'a2V5' },
    ...changes,
  };
}

function refused(changes: Partial<EventHubLogsOptions>): EventHubSettingsError {
  try {
    eventHubLogs(options(changes));
  } catch (error) {
    expect(error).toBeInstanceOf(EventHubSettingsError);
    return error as EventHubSettingsError;
  }
  throw new Error('nothing was refused');
}

describe('the event hub', () => {
  test('a connection string of the namespace or of the hub names the namespace', () => {
    expect(readEventHubOptions(options()).fullyQualifiedNamespace).toBe('contoso.servicebus.windows.net');
    const connectionString = `${NAMESPACE};EntityPath=logs`;
    expect(readEventHubOptions(options({ connectionString })).hubAccess).toEqual({ connectionString });
  });

  test('a connection string of another hub is refused, and names both', () => {
    const error = refused({ connectionString: `${NAMESPACE};EntityPath=metrics` });
    expect(error.setting).toBe('connection_string');
    expect(error.message).toContain('"metrics"');
    expect(error.message).toContain('"logs"');
    expect(error.message).not.toContain('c2VjcmV0');
  });

  test.each([
    ['no connection string at all', 'Endpoint'],
    ['SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0', 'Endpoint'],
    ['Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKey=c2VjcmV0', 'SharedAccessKeyName'],
    ['Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=listen', 'SharedAccessKey'],
    ['Endpoint=sb://localhost;UseDevelopmentEmulator=true', 'SharedAccessKeyName'],
  ])('%j is refused, since it lacks %s', (connectionString, lacking) => {
    const error = refused({ connectionString });
    expect(error.message).toContain(lacking);
    expect(error.message).not.toContain('c2VjcmV0');
  });

  test('a credential needs the host name of the namespace', () => {
    const byCredential = { connectionString: undefined, credential };
    expect(refused({ ...byCredential, fullyQualifiedNamespace: 'https://contoso/' }).setting).toBe(
      'eventhub_namespace',
    );
    expect(refused(byCredential).setting).toBe('eventhub_namespace');
    expect(refused({ connectionString: undefined }).setting).toBe('connection_string');
    expect(refused({ eventHub: '' }).setting).toBe('eventhub');
  });
});

describe('the storage account', () => {
  test('the storage account is expected in the cloud of the namespace', () => {
    const endpoint = (suffix: string): unknown =>
      readEventHubOptions(options({ connectionString: NAMESPACE.replace('windows.net', suffix) })).storageAccess;
    expect(endpoint('windows.net')).toMatchObject({ endpoint: 'https://contoso.blob.core.windows.net' });
    expect(endpoint('usgovcloudapi.net')).toMatchObject({ endpoint: 'https://contoso.blob.core.usgovcloudapi.net' });
    expect(endpoint('chinacloudapi.cn')).toMatchObject({ endpoint: 'https://contoso.blob.core.chinacloudapi.cn' });
  });

  test('the storage account needs a key without a credential', () => {
    expect(refused({ storage: {} }).setting).toBe('storage_account');
    expect(refused({ storage: { account: 'contoso' } }).setting).toBe('storage_account_key');
    expect(readEventHubOptions(options({ credential, storage: { account: 'contoso' } })).storageAccess).toEqual({
      endpoint: 'https://contoso.blob.core.windows.net',
      credential,
    });
  });
});

test('a malformed connection string of the storage account is refused without its key', () => {
  const error = refused({ storage: { connectionString: 'AccountName=contoso;AccountKey=c2VjcmV0' } });
  expect(error.setting).toBe('storage_account_connection_string');
  expect(error.message).not.toContain('c2VjcmV0');
});

describe('the container', () => {
  test("the container is named after the hub, as in Elastic's integration", () => {
    expect(checkpointContainer('logs')).toBe('filebeat-openai-logs');
    expect(checkpointContainer('Azure_OpenAI_logs')).toBe('filebeat-openai-azure-openai-logs');
  });

  test.each(['ab', 'a'.repeat(64), 'Upper', 'with.dot', '-front', 'back-', 'two--dashes'])(
    'the container %j is refused',
    (name) => {
      expect(() => checkpointContainer('logs', name)).toThrow(EventHubSettingsError);
    },
  );

  test('any name of a container is valid in Azure, or refused', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'Z', '7', '-', '_', '.', 'é', ' ') });
    fc.assert(
      fc.property(fc.oneof(letters, fc.string()), (name) => {
        let container: string;
        try {
          container = checkpointContainer('logs', name);
        } catch (error) {
          return error instanceof EventHubSettingsError;
        }
        return /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(container);
      }),
    );
  });
});
