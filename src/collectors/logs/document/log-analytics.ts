import { type JsonObject, type JsonValue, isJsonObject } from '../../contracts/document.ts';
import { parseExactly } from '../decode/exact-json.ts';
import { setField } from './clean.ts';
import { envelopeValue, isEnvelopeName } from './envelope.ts';
import { remembered } from './snake-case.ts';

/** A row of a Log Analytics table as the record that it was made of. */
export interface ExportedRecord {
  /** The fields of the record itself, `properties` among them where the row has them as one column. */
  readonly envelope: JsonObject;
  /** The properties that have columns of their own. */
  readonly properties: JsonObject;
}

/**
 * The tables with a schema of their own, by their names in lower case: the category of their records, which not every
 * row says.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewaylogs
 */
const TABLES: ReadonlyMap<string, string> = new Map([
  ['apimanagementgatewaylogs', 'GatewayLogs'],
  ['apimanagementgatewayllmlog', 'GatewayLlmLogs'],
  ['apimanagementgatewaymcplog', 'GatewayMCPLogs'],
]);

/** The columns of these tables that a diagnostic setting names differently. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['TotalTime', 'durationMs'],
  ['Region', 'location'],
]);

/** @see https://learn.microsoft.com/azure/azure-monitor/logs/log-standard-columns */
const STANDARD_COLUMN = /^(?:_.*|Type|TimeGenerated|SourceSystem|MG|ManagementGroupName)$/i;

/** `AzureDiagnostics` adds the type of a column to its name: text, number, boolean, GUID, time. */
const TYPED_COLUMN = /^(.+)_[sdbgt]$/;

/** The category of a row whose table has records of one category alone. */
export function tableCategory(record: JsonObject): string | undefined {
  const type = envelopeValue(record, 'Type');
  return typeof type === 'string' ? TABLES.get(type.toLowerCase()) : undefined;
}

/**
 * Takes apart a row that a data export rule of a Log Analytics workspace sent to the event hub.
 *
 * - `AzureDiagnostics` has a column for each property, with its type: `modelDeploymentName_s`. Azure OpenAI writes its
 *   properties as a text, which is the column `properties_s`. What no column is left for is in `AdditionalFields`, with
 *   or without the type.
 * - A table of its own, such as `ApiManagementGatewayLogs`, has a column for each property.
 *
 * @returns undefined for a record of a diagnostic setting
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/azurediagnostics
 */
export function exportedRecord(record: JsonObject): ExportedRecord | undefined {
  if (!isExported(record)) return undefined;
  const isOwnTable = tableCategory(record) !== undefined;
  const exported: ExportedRecord = { envelope: {}, properties: {} };
  for (const { column, value, isAdditional } of columnsOf(record)) {
    const name = (isOwnTable ? RENAMED.get(column) : undefined) ?? TYPED_COLUMN.exec(column)?.[1] ?? column;
    const isProperty = isOwnTable || isAdditional || name !== column;
    const isOfRecord = isEnvelopeName(name) || STANDARD_COLUMN.test(name) || !isProperty;
    if (isEmpty(value)) continue;
    if (!isOfRecord) setField(exported.properties, name.replace(/^properties_(?=.)/i, ''), value);
    // `_ResourceId` and `ResourceId` are the same.
    else setField(exported.envelope, name.startsWith('__') ? name : name.replace(/^_/, ''), value);
  }
  return exported;
}

function isExported(record: JsonObject): boolean {
  // Most records end here.
  if (record['time'] !== undefined && record['properties_s'] === undefined) return false;
  return Object.keys(record).some(isExportedColumn);
}

/** The columns that a row has, and a record of a diagnostic setting has not. */
const isExportedColumn = remembered((name) => /^(?:TimeGenerated|properties_s)$/i.test(name));

function isEmpty(value: JsonValue | undefined): boolean {
  return value === null || value === undefined || value === '';
}

interface Column {
  readonly column: string;
  readonly value: JsonValue;
  readonly isAdditional: boolean;
}

function columnsOf(record: JsonObject, isAdditional = false): Column[] {
  return Object.entries(record).flatMap(([column, value]): Column[] => {
    if (value === undefined) return [];
    const more = !isAdditional && column.toLowerCase() === 'additionalfields' ? objectOf(value) : undefined;
    return more === undefined ? [{ column, value, isAdditional }] : columnsOf(more, true);
  });
}

function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  if (typeof value !== 'string') return isJsonObject(value) ? value : undefined;
  try {
    const parsed = parseExactly(value);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
