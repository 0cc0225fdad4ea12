import { isJsonObject, type JsonObject, type JsonValue } from '../../contracts/document.ts';
import { parseExactly } from '../decode/json.ts';
import { setField } from './clean.ts';
import { isEnvelopeName, memoize, readEnvelopeValue } from './names.ts';

interface ExportedRow {
  /** The fields of the record itself, including `properties` if the row has them in one column. */
  readonly envelope: JsonObject;
  /** The properties with columns of their own. */
  readonly properties: JsonObject;
}

/**
 * The tables with a schema of their own, by their names in lower case, and the category of their records. Not every row
 * has the category.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewaylogs
 */
const TABLES: ReadonlyMap<string, string> = new Map([
  ['apimanagementgatewaylogs', 'GatewayLogs'],
  ['apimanagementgatewayllmlog', 'GatewayLlmLogs'],
  ['apimanagementgatewaymcplog', 'GatewayMCPLogs'],
]);

/** The columns of these tables that have another name in a diagnostic setting. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['TotalTime', 'durationMs'],
  ['Region', 'location'],
]);

/** @see https://learn.microsoft.com/azure/azure-monitor/logs/log-standard-columns */
const STANDARD_COLUMN = /^(?:_.*|Type|TimeGenerated|SourceSystem|MG|ManagementGroupName)$/i;

/** `AzureDiagnostics` adds the type of a column to its name: string, double, boolean, GUID, time. */
const TYPED_COLUMN = /^(.+)_[sdbgt]$/;

/** Returns the category of a row whose table has only one. */
export function readTableCategory(record: JsonObject): string | undefined {
  const type = readEnvelopeValue(record, 'Type');
  return typeof type === 'string' ? TABLES.get(type.toLowerCase()) : undefined;
}

/**
 * Converts a row that a data export rule of a Log Analytics workspace sent to the event hub back to its record.
 *
 * - `AzureDiagnostics` has a column for each property, with its type: `modelDeploymentName_s`. Azure OpenAI writes its
 *   properties as a string, in the column `properties_s`. Properties that got no column are in `AdditionalFields`, with
 *   or without the type.
 * - A table of its own, such as `ApiManagementGatewayLogs`, has a column for each property.
 *
 * @returns undefined for a record of a diagnostic setting
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/azurediagnostics
 */
export function readExportedRow(record: JsonObject): ExportedRow | undefined {
  if (!isExported(record)) return undefined;
  const isOwnTable = readTableCategory(record) !== undefined;
  const exported: ExportedRow = { envelope: {}, properties: {} };
  for (const { column, value, isAdditional } of listColumns(record)) {
    if (value === null || value === '') continue;
    const name = (isOwnTable ? RENAMED.get(column) : undefined) ?? TYPED_COLUMN.exec(column)?.[1] ?? column;
    const isProperty = isOwnTable || isAdditional || name !== column;
    const isOfRecord = isEnvelopeName(name) || STANDARD_COLUMN.test(name) || !isProperty;
    if (!isOfRecord) setField(exported.properties, name.replace(/^properties_(?=.)/i, ''), value);
    // `_ResourceId` and `ResourceId` are the same.
    else setField(exported.envelope, name.startsWith('__') ? name : name.replace(/^_/, ''), value);
  }
  return exported;
}

function isExported(record: JsonObject): boolean {
  // Sufficient for most records.
  if (record['time'] !== undefined && record['properties_s'] === undefined) return false;
  return Object.keys(record).some(isExportedColumn);
}

/** Reports whether a column exists only in rows, not in records of a diagnostic setting. */
const isExportedColumn = memoize((name) => /^(?:TimeGenerated|properties_s)$/i.test(name));

interface Column {
  readonly column: string;
  readonly value: JsonValue;
  readonly isAdditional: boolean;
}

function listColumns(record: JsonObject, isAdditional = false): Column[] {
  return Object.entries(record).flatMap(([column, value]): Column[] => {
    if (value === undefined) return [];
    const more = !isAdditional && column.toLowerCase() === 'additionalfields' ? parseObject(value) : undefined;
    return more === undefined ? [{ column, value, isAdditional }] : listColumns(more, true);
  });
}

function parseObject(value: JsonValue): JsonObject | undefined {
  if (typeof value !== 'string') return isJsonObject(value) ? value : undefined;
  try {
    const parsed = parseExactly(value);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
