import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Names and texts that nearly every call has. Compression looks them up, which makes a typical body 40 % smaller. The
 * most frequent ones are last, as zlib advises. It is the dictionary of new files.
 */
export const DICTIONARY: Buffer = Buffer.from(
  [
    '"azure.openai.content_filter.prompt.jailbreak.detected":false,"azure.openai.content_filter.prompt.jailbreak.filtered":false,',
    '"azure.openai.content_filter.completion.protected_material_code.detected":false,"azure.openai.content_filter.completion.protected_material_text.filtered":false,',
    ...['prompt', 'completion'].flatMap((source) =>
      ['hate', 'self_harm', 'sexual', 'violence'].map(
        (category) =>
          `"azure.openai.content_filter.${source}.${category}.filtered":false,"azure.openai.content_filter.${source}.${category}.severity":"safe",`,
      ),
    ),
    '"azure.openai.rate_limit.limit.requests":"azure.openai.rate_limit.limit.tokens":"azure.openai.rate_limit.remaining.requests":"azure.openai.rate_limit.remaining.tokens":',
    '"azure.openai.cost.price_source":"Azure Retail Prices API, every region, recorded in ","azure.openai.cost.price_checked":"2026-',
    '"gen_ai.usage.cost.amount":0.000,"gen_ai.usage.cost.currency":"USD","gen_ai.usage.cost.source":"local","gen_ai.usage.cost.input":0.000,"gen_ai.usage.cost.output":0.000',
    '"gen_ai.usage.input_tokens":"gen_ai.usage.output_tokens":"gen_ai.usage.cache_read.input_tokens":0,"gen_ai.usage.reasoning.output_tokens":0,',
    '"azure.openai.region":"East US 2","azure.openai.api_version":"2024-10-21","azure.openai.model_session":"azure.openai.served_deployment":"azure.openai.spilled_over":false,',
    '"gen_ai.operation.name":"chat","gen_ai.provider.name":"azure.ai.openai","gen_ai.system":"azure.ai.openai","gen_ai.request.model":"gpt-4o","gen_ai.response.model":"gpt-4o-2024-11-20","gen_ai.response.id":"chatcmpl-","gen_ai.response.finish_reasons":["stop"],',
    '"server.address":".openai.azure.com","server.port":443,"azure.openai.deployment":"azure.openai.resource":"azure.service.request.id":"azure.resource_provider.namespace":"Microsoft.CognitiveServices",',
    '"completion_count":1,"token_count":"prompt_tokens":"completion_tokens":"model":"gpt-4o-2024-11-20","cost":0.000,"response":"{\\"usage\\":{\\"completion_tokens\\":\\"prompt_tokens\\":\\"total_tokens\\":\\"choices\\":[{\\"message\\":{\\"annotations\\":[],\\"content\\":\\"refusal\\":null,\\"role\\":\\"assistant\\"},\\"finish_reason\\":\\"stop\\",\\"index\\":0,\\"logprobs\\":null,',
  ].join(''),
);

/** Compresses the bodies of a file, with the dictionary that the file has. */
export class Bodies {
  readonly #dictionary: Uint8Array;

  constructor(db: DatabaseSync) {
    this.#dictionary = db.prepare("SELECT value FROM meta WHERE key = 'dictionary'").get()!['value'] as Uint8Array;
  }

  /** Compresses a JSON text. */
  compress(json: string): Uint8Array {
    return deflateRawSync(json, { level: 1, dictionary: this.#dictionary });
  }

  /** Reads the JSON text of a compressed body. */
  decompress(bytes: Uint8Array): string {
    return inflateRawSync(bytes, { dictionary: this.#dictionary }).toString('utf8');
  }

  /** Reads a compressed body. */
  parse(bytes: Uint8Array): unknown {
    return JSON.parse(this.decompress(bytes));
  }
}
