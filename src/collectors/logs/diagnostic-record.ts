import { type Document, type JsonObject, isJsonObject } from '../contracts/document.ts';
import { type RecordPosition, documentId, textId } from './document-id.ts';
import { jsonProblem } from './decode/json-problem.ts';
import { recordDocument, wantedCategory } from './document/record-document.ts';
import { type RecordOptions, recordSettings } from './record-options.ts';
import { plainSource, wholeSource } from './decode/record-source.ts';
import { UnreadableRecordError } from './unreadable-record-error.ts';

/** Options of {@link diagnosticRecordToDocument}. */
export interface DiagnosticRecordOptions extends RecordOptions {
  /**
   * Where the record was received, for the document's id.
   *
   * @default the id is the SHA-256 of the record's text
   */
  readonly position?: RecordPosition;
  /**
   * The `@timestamp` of a record that has no time of its own, in milliseconds since 1970.
   *
   * @default 0
   */
  readonly enqueuedTime?: number;
}

/**
 * Makes the document that Elastic's Azure OpenAI integration makes of a resource log record of Azure OpenAI or of API
 * Management, in the data stream `logs-azure_openai.logs-{namespace}`, and documents in the same style of the
 * categories that the integration drops. Pure.
 *
 * - `azure.open_ai` is the record in snake case; `azure.open_ai.properties` its properties, whether they came as an
 *   object or as a text: JSON, JSON of that JSON, or, unless `sanitizeSinglequotes` and `sanitizeNewlines` are off, with
 *   single quotes as Python writes it and with raw control characters. Nulls, empty texts, objects and lists are left
 *   out.
 * - `@timestamp` is the first that is an ISO 8601 time of `time`, `TimeGenerated`, `timeStamp`, `EventTimeString`,
 *   `EventTimestamp` and `startTime`, in any case, else `enqueuedTime`.
 * - `event.duration` in nanoseconds is from `request_time` and `response_time` where they are .NET ticks, else
 *   `durationMs`; `event.outcome` from `resultType`, and of the Gateway categories also from `isRequestSuccess`,
 *   `responseCode` and `backendResponseCode`.
 * - A row that a data export rule of a Log Analytics workspace sent becomes the document of the record that it was made
 *   of: `AzureDiagnostics` with `properties_s` and columns such as `modelDeploymentName_s`, and the tables
 *   `ApiManagementGatewayLogs`, `ApiManagementGatewayLlmLog` and `ApiManagementGatewayMCPLog`.
 * - `azure.resource`, `azure.subscription_id` and `cloud` are from `resourceId`, in lower case.
 * - GatewayLogs: `http`, `url`, `source.ip`, `log.level`; `backend_request_body` and `backend_response_body` as objects
 *   with `usage.input_tokens`, `usage.output_tokens` and `content_filtered_categories`. A body that is no JSON (cut, or
 *   a stream's events), or that only the client's side has, is `http.request.body.content` or
 *   `http.response.body.content`.
 * - GatewayLlmLogs: `properties.request_messages` and `response_messages` are lists of objects with a `content`.
 * - AzureOpenAIRequestUsage: `properties.prompt_tokens`, `cached_tokens` and `generated_tokens` are numbers, no longer
 *   lists of one.
 * - `properties` that can't be read: `error.message` says so, and `event.original` keeps the text.
 *
 * Integers beyond 2^53, such as ticks, are `RawJson`, so that `JSON.stringify` writes all their digits.
 *
 * **To join a document with a span** of this library, whose `azure.service.request.id` is the `apim-request-id` of the
 * response: that is `azure.open_ai.correlation_id` in RequestResponse and AzureOpenAIRequestUsage (as observed; Azure
 * does not promise it), and `http.request.id` in GatewayLogs, if the diagnostics of the API log the response header
 * `apim-request-id`. `azure.open_ai.correlation_id` of the Gateway categories is API Management's own id, which joins
 * them with each other. `properties.request_id` of GatewayLlmLogs, and `properties.backend_response_body.id` of
 * GatewayLogs, is the span's `gen_ai.response.id`.
 *
 * @param record its JSON text, or the value of it (integers beyond 2^53 are then what `JSON.parse` left of them)
 * @returns undefined if the record's category is not among `categories`
 * @throws {@link UnreadableRecordError} if the text is no JSON object, or nested deeper than 500 levels
 * @see https://github.com/elastic/integrations/tree/main/packages/azure_openai
 */
export function diagnosticRecordToDocument(
  record: string | JsonObject,
  options: DiagnosticRecordOptions = {},
): Document | undefined {
  const settings = recordSettings(options);
  const value = typeof record === 'string' ? parseRecord(record) : record;
  const category = wantedCategory(value, settings);
  if (category === undefined) return undefined;
  const source = typeof record === 'string' ? wholeSource(record) : plainSource(() => JSON.stringify(record));
  const { fields, time } = recordDocument(value, category, source, options.enqueuedTime ?? 0, settings);
  const { position } = options;
  const id = position === undefined ? textId(source.text) : documentId(position, position.index, time);
  return { id, dataStream: settings.dataStream, fields };
}

function parseRecord(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Not as the cause: its message quotes the text.
    throw new UnreadableRecordError(`the record is ${jsonProblem(error)}`);
  }
  if (!isJsonObject(value)) throw new UnreadableRecordError('the record is no JSON object');
  return value;
}
