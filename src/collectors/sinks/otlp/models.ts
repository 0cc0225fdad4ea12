import type { JsonObject } from '../../contracts/document.ts';
import { textAt } from './fields.ts';

/** A deployment and its model, by the attributes that spans and their metrics have too, with the same meaning. */
export interface ModelAttributes {
  readonly 'azure.openai.deployment': string | undefined;
  /** The deployment, which is what is asked for. */
  readonly 'gen_ai.request.model': string | undefined;
  /** The model, as a response names it. */
  readonly 'gen_ai.response.model': string | undefined;
}

export function modelAttributes(deployment: string | undefined, model: string | undefined): ModelAttributes {
  return {
    'azure.openai.deployment': deployment,
    'gen_ai.request.model': deployment,
    'gen_ai.response.model': model,
  };
}

/** A version that is a date is part of the name by which a response names the model. */
const DATED = /^(?:[a-z]+-)?\d{4}-\d{2}-\d{2}$/;

/**
 * The model as a response names it, such as `gpt-4.1-mini-2025-04-14`: logs and metrics of the platform have its name
 * and its version apart.
 */
export function modelOf(platform: JsonObject): string | undefined {
  const [name, version = ''] = [textAt(platform, 'model_name'), textAt(platform, 'model_version')];
  return name !== undefined && DATED.test(version) && !name.endsWith(version) ? `${name}-${version}` : name;
}
