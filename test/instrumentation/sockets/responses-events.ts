import type { Event } from '../../support/azure-openai/socket-server.ts';

export function response(more: Event = {}): Event {
  return {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model: 'gpt-4.1-mini-2025-04-14',
    service_tier: 'default',
    output: [{ id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] }],
    usage: {
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 400 },
      output_tokens: 100,
      output_tokens_details: { reasoning_tokens: 30 },
      total_tokens: 1100,
    },
    ...more,
  };
}

export const created = (more: Event = {}): Event => ({
  type: 'response.created',
  response: response({ status: 'in_progress', output: [], usage: null, ...more }),
});
export const delta = (text: string): Event => ({ type: 'response.output_text.delta', item_id: 'msg_1', delta: text });
export const completed = (more: Event = {}): Event => ({ type: 'response.completed', response: response(more) });
