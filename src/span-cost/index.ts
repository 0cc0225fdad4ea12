export { AzureOpenAICostProcessor, type AzureOpenAICostProcessorConfig } from './cost-processor.ts';
