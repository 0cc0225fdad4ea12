import type { Envelope } from './ingestion.ts';

/** The types of columns in KQL. */
type Type = 'datetime' | 'dynamic' | 'int' | 'real' | 'string';

const COMMON = {
  timestamp: 'datetime',
  customDimensions: 'dynamic',
  operation_Id: 'string',
  operation_ParentId: 'string',
  cloud_RoleName: 'string',
  cloud_RoleInstance: 'string',
  itemCount: 'int',
} as const;

/**
 * The tables that the queries read, with those of their columns that an envelope fills, by
 * https://learn.microsoft.com/azure/azure-monitor/app/convert-classic-resource#table-schemas
 */
export const TABLES: Readonly<Record<string, Readonly<Record<string, Type>>>> = {
  customMetrics: {
    ...COMMON,
    name: 'string',
    value: 'real',
    valueCount: 'int',
    valueSum: 'real',
    valueMin: 'real',
    valueMax: 'real',
  },
  dependencies: {
    ...COMMON,
    id: 'string',
    target: 'string',
    type: 'string',
    name: 'string',
    data: 'string',
    success: 'string',
    resultCode: 'string',
    duration: 'real',
  },
  AppDependencies: {
    TimeGenerated: 'datetime',
    Name: 'string',
    Success: 'string',
    ItemCount: 'int',
    Properties: 'dynamic',
    AppRoleName: 'string',
  },
  AzureDiagnostics: {
    TimeGenerated: 'datetime',
    ResourceProvider: 'string',
    Resource: 'string',
    Category: 'string',
    OperationName: 'string',
    ResultSignature: 'string',
    DurationMs: 'real',
    CallerIPAddress: 'string',
    CorrelationId: 'string',
    properties_s: 'string',
  },
};

type Row = Record<string, unknown>;

/** Returns the rows that Application Insights makes of envelopes. */
export function toRows(envelopes: readonly Envelope[]): Record<string, Row[]> {
  const ofType = (type: string): Envelope[] => envelopes.filter(({ data }) => data.baseType === type);
  return {
    customMetrics: ofType('MetricData').map((envelope) => {
      const [{ name, value, count, min, max }] = envelope.data.baseData['metrics'];
      return { ...commonRow(envelope), name, value, valueSum: value, valueCount: count, valueMin: min, valueMax: max };
    }),
    dependencies: ofType('RemoteDependencyData').map((envelope) => {
      const { id, target, type, name, data, success, resultCode, duration } = envelope.data.baseData;
      return {
        ...commonRow(envelope),
        id,
        target,
        type,
        name,
        data,
        resultCode,
        success: success ? 'True' : 'False',
        duration: milliseconds(duration),
      };
    }),
    AppDependencies: ofType('RemoteDependencyData').map(({ time, tags, data: { baseData } }) => ({
      TimeGenerated: time,
      Name: baseData['name'],
      Properties: baseData['properties'],
      AppRoleName: tags['ai.cloud.role'],
    })),
  };
}

/** Returns the rows that Log Analytics makes of the records of a diagnostic setting. */
export function toDiagnostics(records: readonly Record<string, any>[]): Row[] {
  return records.map((record) => ({
    TimeGenerated: record['time'],
    ResourceProvider: 'MICROSOFT.COGNITIVESERVICES',
    Resource: String(record['resourceId']).split('/').at(-1),
    Category: record['category'],
    OperationName: record['operationName'],
    ResultSignature: record['resultSignature'],
    DurationMs: record['durationMs'],
    CallerIPAddress: record['callerIpAddress'],
    CorrelationId: record['correlationId'],
    properties_s:
      typeof record['properties'] === 'string' ? record['properties'] : JSON.stringify(record['properties']),
  }));
}

function commonRow({ time, sampleRate, tags, data }: Envelope): Row {
  return {
    timestamp: time,
    customDimensions: data.baseData['properties'],
    operation_Id: tags['ai.operation.id'],
    operation_ParentId: tags['ai.operation.parentId'],
    cloud_RoleName: tags['ai.cloud.role'],
    cloud_RoleInstance: tags['ai.cloud.roleInstance'],
    itemCount: Math.round(100 / sampleRate),
  };
}

/** Reads a duration such as `00:00:01.2500000`. */
function milliseconds(duration: string): number {
  return duration.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
