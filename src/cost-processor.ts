export { AzureOpenAICostProcessor, type AzureOpenAICostProcessorConfig } from './span-cost/cost-processor.ts';
