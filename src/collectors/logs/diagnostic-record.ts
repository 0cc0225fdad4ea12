import { type Document, isJsonObject, type JsonObject } from '../contracts/document.ts';
import { describeSyntaxError } from './decode/json.ts';
import { UnreadableRecordError } from './decode/read-records.ts';
import { plainSource, wholeSource } from './decode/record-source.ts';
import { documentId, hashText, type RecordPosition } from './document-id.ts';
import { createRecordDocument, readWantedCategory } from './document/record-document.ts';
import { readRecordOptions, type RecordOptions } from './record-options.ts';

/** Options of {@link diagnosticRecordToDocument}. */
export interface DiagnosticRecordOptions extends RecordOptions {
  /**
   * The place of the record in its hub, for the document's id.
   *
   * @default the id is the SHA-256 of the record's text
   */
  readonly position?: RecordPosition;
  /**
   * The `@timestamp` of a record without a time, in milliseconds since 1970.
   *
   * @default 0
   */
  readonly enqueuedTime?: number;
}

/**
 * Creates the document that Elastic's Azure OpenAI integration creates for a resource log record of Azure OpenAI or API
 * Management, in the data stream `logs-azure_openai.logs-{namespace}`. Categories that the integration drops get
 * documents in the same style. Pure.
 *
 * - `azure.open_ai` is the record in snake case, `azure.open_ai.properties` its properties. They may be an object or a
 *   string: JSON, JSON of that JSON, or, unless `sanitizeSinglequotes` and `sanitizeNewlines` are off, with single quotes
 *   as Python writes it and with raw control characters. Nulls, empty strings, objects and lists are left out.
 * - `@timestamp` is the first ISO 8601 time among `time`, `TimeGenerated`, `timeStamp`, `EventTimeString`,
 *   `EventTimestamp` and `startTime`, in any case, else `enqueuedTime`.
 * - `event.duration` in nanoseconds is from `request_time` and `response_time` if they are .NET ticks, else from
 *   `durationMs`. `event.outcome` is from `resultType`; in the Gateway categories also from `isRequestSuccess`,
 *   `responseCode` and `backendResponseCode`.
 * - A row that a data export rule of a Log Analytics workspace sent becomes the document of its record: `AzureDiagnostics`
 *   with `properties_s` and columns such as `modelDeploymentName_s`, and the tables `ApiManagementGatewayLogs`,
 *   `ApiManagementGatewayLlmLog` and `ApiManagementGatewayMCPLog`.
 * - `azure.resource`, `azure.subscription_id` and `cloud` are from `resourceId`, in lower case.
 * - GatewayLogs: `http`, `url`, `source.ip`, `log.level`; `backend_request_body` and `backend_response_body` as objects
 *   with `usage.input_tokens`, `usage.output_tokens` and `content_filtered_categories`. A body that is not JSON (truncated,
 *   or a stream's events), or that was logged for the client's side alone, is `http.request.body.content` or
 *   `http.response.body.content`.
 * - A field has the same shape in each document: in a body, an object that the OpenAI API does not have, such as a tool's
 *   schema, is JSON; see `fitFields`. Names that Elasticsearch does not take get `_` for the characters at fault.
 * - GatewayLlmLogs: `properties.request_messages` and `response_messages` are lists of objects with a `content`.
 * - AzureOpenAIRequestUsage: `properties.prompt_tokens`, `cached_tokens` and `generated_tokens` are numbers instead of
 *   lists of one number.
 * - If `properties` cannot be read, `error.message` says so, and `event.original` keeps the text.
 *
 * Integers beyond 2^53, such as ticks, are `RawJson`, so that `JSON.stringify` writes all their digits.
 *
 * **To join a document with a span** of this library, use the span's `azure.service.request.id`, which is the
 * `apim-request-id` of the response. It is `azure.open_ai.correlation_id` in RequestResponse and AzureOpenAIRequestUsage
 * (as observed; Azure does not promise it), and `http.request.id` in GatewayLogs, if the diagnostics of the API log the
 * response header `apim-request-id`. In the Gateway categories `azure.open_ai.correlation_id` is API Management's own id,
 * which joins them with each other. The span's `gen_ai.response.id` is `properties.request_id` in GatewayLlmLogs, and
 * `properties.backend_response_body.id` in GatewayLogs.
 *
 * @param record its JSON text, or its value (with integers beyond 2^53 as `JSON.parse` rounded them)
 * @returns undefined if the record's category is not among `categories`
 * @throws {@link UnreadableRecordError} if the text is not a JSON object, or is nested deeper than 500 levels
 * @see https://github.com/elastic/integrations/tree/main/packages/azure_openai
 */
export function diagnosticRecordToDocument(
  record: string | JsonObject,
  options: DiagnosticRecordOptions = {},
): Document | undefined {
  const settings = readRecordOptions(options);
  const value = typeof record === 'string' ? parseRecord(record) : record;
  const category = readWantedCategory(value, settings);
  if (category === undefined) return undefined;
  const source = typeof record === 'string' ? wholeSource(record) : plainSource(() => JSON.stringify(record));
  const { position, enqueuedTime = 0 } = options;
  const { fields, time } = createRecordDocument(value, category, source, enqueuedTime, settings);
  const id = position === undefined ? hashText(source.text) : documentId(position, position.index, time);
  return { id, dataStream: settings.dataStream, fields };
}

function parseRecord(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Without a cause, since its message quotes the text.
    throw new UnreadableRecordError(`the record is ${describeSyntaxError(error)}`);
  }
  if (!isJsonObject(value)) throw new UnreadableRecordError('the record is not a JSON object');
  return value;
}
