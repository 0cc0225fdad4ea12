export {
  type Budget,
  type BudgetCrossing,
  type BudgetPeriod,
  type CallAttributes,
  LocalRootSpanProcessor,
  withAttributes,
} from './instrumentation/attribution/index.ts';
export { AzureOpenAIInstrumentation } from './instrumentation/instrumentation.ts';
export type { Message, OutputMessage, Part, ToolDefinition } from './instrumentation/messages/index.ts';
export type {
  AzureOpenAIInstrumentationConfig,
  DeploymentFacts,
  RequestInfo,
  ResponseInfo,
} from './instrumentation/config/types.ts';
export type { ContentKind } from './instrumentation/messages/content.ts';
