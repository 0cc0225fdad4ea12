/**
 * Values of `gen_ai.operation.name` on spans that are no calls of a model, but their parents, tools, or searches. All but
 * `agent_step`, of the Vercel AI SDK, are of the GenAI conventions.
 */
export const OTHER_OPERATIONS: readonly string[] = [
  'agent_step',
  'create_agent',
  'execute_tool',
  'invoke_agent',
  'invoke_workflow',
  'plan',
  'retrieval',
];
