export {
  type DeploymentFault,
  type Fault,
  FAULT_HEADER,
  type FaultKind,
  FAULTS,
  parseDeploymentFault,
} from './faults.ts';
export { FILTERED_ANSWER_PHRASE, FILTERED_PROMPT_PHRASE } from './filters.ts';
export type { TokenUsage } from './generate.ts';
export type { Ledger, LedgerCall, LedgerTotal } from './ledger.ts';
export {
  DEFAULT_DEPLOYMENTS,
  type DeploymentOptions,
  type Latency,
  type RateLimit,
  type SimulatorOptions,
} from './options.ts';
export { type Simulator, startSimulator } from './server.ts';
