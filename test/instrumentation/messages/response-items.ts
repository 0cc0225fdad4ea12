import type { ResponseFunctionToolCall, ResponseOutputMessage } from 'openai/resources/responses/responses';

export const message: ResponseOutputMessage = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
};

export const call: ResponseFunctionToolCall = {
  id: 'fc_1',
  type: 'function_call',
  call_id: 'call_1',
  name: 'weather',
  arguments: '{"city":"Paris"}',
};

/** The call, as a part of a message. */
export const callPart: object = { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } };
