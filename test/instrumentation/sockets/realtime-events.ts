import type { Event } from '../../support/azure-openai/socket-server.ts';

export const MODEL = 'gpt-realtime-2025-08-28';
export const SESSION: Event = { type: 'session.created', session: { id: 'sess_1', model: MODEL } };

export const create = (response: object = {}, more: object = {}): never =>
  ({ type: 'response.create', response, ...more }) as never;

/** 1,100 tokens of text and audio. */
export const usage: Event = {
  total_tokens: 1100,
  input_tokens: 900,
  output_tokens: 200,
  input_token_details: {
    text_tokens: 300,
    audio_tokens: 600,
    image_tokens: 0,
    cached_tokens: 500,
    cached_tokens_details: { text_tokens: 100, audio_tokens: 400, image_tokens: 0 },
  },
  output_token_details: { text_tokens: 50, audio_tokens: 150 },
};

export function response(id: string, more: Event = {}): Event {
  return {
    id,
    object: 'realtime.response',
    status: 'completed',
    output: [],
    conversation_id: 'conv_1',
    usage,
    ...more,
  };
}

export const created = (id: string, more: Event = {}): Event => ({
  type: 'response.created',
  response: response(id, { status: 'in_progress', usage: null, metadata: null, ...more }),
});
export const audio = (id: string): Event => ({ type: 'response.output_audio.delta', response_id: id, delta: 'AAAA' });
export const done = (id: string, more: Event = {}): Event => ({
  type: 'response.done',
  response: response(id, { metadata: null, ...more }),
});
