import { type JsonObject, objectsOf, stringOf } from '../../../json.ts';
import { splitTokens } from '../tokens.ts';

/**
 * The events of a streamed response, in the order of the API: created, in progress, each output item with its parts,
 * and the finished response with its usage.
 *
 * @param open the response without its output.
 * @param output its output items, finished.
 * @param finished the whole response.
 */
export function responseEvents(open: JsonObject, output: readonly JsonObject[], finished: JsonObject): string[] {
  const events = [
    { type: 'response.created', response: open },
    { type: 'response.in_progress', response: open },
    ...output.flatMap(itemEvents),
    { type: `response.${stringOf(finished['status'])}`, response: finished },
  ];
  return events.map(({ type, ...members }, number) => {
    const data = { type, sequence_number: number, ...members };
    return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  });
}

type Event = { type: string } & JsonObject;

function itemEvents(item: JsonObject, outputIndex: number): Event[] {
  const place = { item_id: item['id'], output_index: outputIndex };
  const empty = emptied(item);
  return [
    { type: 'response.output_item.added', output_index: outputIndex, item: empty },
    ...objectsOf(item['content']).flatMap((part, index) => textEvents(part, { ...place, content_index: index })),
    ...(typeof item['arguments'] === 'string' ? argumentEvents(item['arguments'], place) : []),
    { type: 'response.output_item.done', output_index: outputIndex, item },
  ];
}

function emptied(item: JsonObject): JsonObject {
  const inProgress = 'status' in item ? { ...item, status: 'in_progress' } : item;
  if ('content' in item) return { ...inProgress, content: [] };
  return 'arguments' in item ? { ...inProgress, arguments: '' } : inProgress;
}

function textEvents(part: JsonObject, place: JsonObject): Event[] {
  const text = stringOf(part['text']) ?? '';
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...splitTokens(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part },
  ];
}

function argumentEvents(text: string, place: JsonObject): Event[] {
  return [
    ...splitTokens(text).map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
    { type: 'response.function_call_arguments.done', ...place, arguments: text },
  ];
}
