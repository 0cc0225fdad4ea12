export { type AzureOpenAIMiddleware, type AzureOpenAIMiddlewareConfig, azureOpenAIMiddleware } from './middleware.ts';
