import { type JsonObject, numberOf } from '../../../json.ts';
import type { Answer, Call, Operation } from '../call.ts';
import { filteredPrompt } from '../errors.ts';
import { textPrompt, type Prompt } from '../prompt.ts';
import { createRandom } from '../random.ts';
import { missing } from './checks.ts';

/** `POST …/embeddings`. A text has the same vector in every request. */
export const embeddings: Operation = {
  path: '/embeddings',
  azureName: 'Embeddings_Create',
  verb: 'embeddings',
  underDeployment: true,
  supports: (traits) => traits.embeds,
  prompt: (body) => textPrompt(readInputs(body).join('\n')),
  refusal: (call) => missing(call, 'input'),
  filteredPrompt: ({ deployment }) => filteredPrompt(deployment.traits),
  answer,
};

function answer({ body, deployment }: Call, prompt: Prompt): Answer {
  const { model } = deployment.options;
  const most = model.includes('3-large') ? 3072 : 1536;
  const dimensions = Math.min(Math.max(1, numberOf(body['dimensions']) ?? most), most);
  const asBase64 = body['encoding_format'] === 'base64';
  const data = readInputs(body).map((input, index) => {
    const vector = unitVector(`${model}/${input}`, dimensions);
    const embedding = asBase64 ? Buffer.from(vector.buffer).toString('base64') : [...vector];
    return { object: 'embedding', index, embedding };
  });
  const tokens = prompt.tokens.length;
  return {
    kind: 'whole',
    usage: { prompt: tokens, cached: 0, cacheWritten: 0, completion: 0, reasoning: 0 },
    body: { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } },
  };
}

/** Returns the texts to embed, or the numbers of token ids. */
function readInputs({ input }: JsonObject): string[] {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input)) return [];
  return input.every((item) => typeof item === 'number') ? [input.join(' ')] : input.map(String);
}

function unitVector(seed: string, dimensions: number): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  const vector = Float32Array.from({ length: dimensions }, () => random.fraction() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
