import type { JsonObject, JsonValue } from '../../pipeline/document.ts';
import { integerAt, isObject, objectAt, textAt } from './fields.ts';

/** `gen_ai.operation.name` of Azure's operations. */
const OPERATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    chatcompletions_create: 'chat',
    responses_create: 'chat',
    completions_create: 'text_completion',
    embeddings_create: 'embeddings',
  }),
);

/**
 * Attributes of the GenAI conventions that a record tells: what was asked of which model, what answered, and the tokens.
 * RequestResponse has them in `properties`, API Management in the bodies of request and response.
 *
 * @param openAi `azure.open_ai` of a document
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/
 */
export function genAiAttributes(openAi: JsonObject): JsonObject {
  const properties = objectAt(openAi, 'properties');
  const [request, response] = [
    objectAt(properties, 'backend_request_body'),
    objectAt(properties, 'backend_response_body'),
  ];
  const usage = objectAt(response, 'usage');
  const attributes: JsonObject = {
    'gen_ai.operation.name': OPERATIONS.get(textAt(openAi, 'operation_name')?.toLowerCase() ?? ''),
    'gen_ai.request.model': textAt(properties, 'model_name') ?? textAt(request, 'model'),
    'gen_ai.response.id': textAt(response, 'id'),
    'gen_ai.response.model': textAt(response, 'model'),
    'gen_ai.response.finish_reasons': finishReasons(response['choices']),
    'gen_ai.usage.input_tokens': tokens([usage, properties], ['input_tokens', 'prompt_tokens']),
    'gen_ai.usage.output_tokens': tokens(
      [usage, properties],
      ['output_tokens', 'completion_tokens', 'generated_tokens'],
    ),
  };
  if (Object.values(attributes).every((value) => value === undefined)) return {};
  return { 'gen_ai.provider.name': 'azure.ai.openai', ...attributes };
}

function tokens(places: readonly JsonObject[], names: readonly string[]): number | undefined {
  for (const place of places) {
    for (const name of names) {
      const count = integerAt(place, name);
      if (count !== undefined) return count;
    }
  }
  return undefined;
}

function finishReasons(choices: JsonValue | undefined): string[] | undefined {
  if (!Array.isArray(choices)) return undefined;
  const reasons = choices.flatMap((choice) => (isObject(choice) ? (textAt(choice, 'finish_reason') ?? []) : []));
  return reasons.length === 0 ? undefined : reasons;
}
