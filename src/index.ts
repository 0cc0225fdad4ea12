export { AzureOpenAIInstrumentation } from './instrumentation/instrumentation.ts';
export type { AzureOpenAIInstrumentationConfig, ContentKind, DeploymentFacts } from './instrumentation/types.ts';
