export type { StandInCharge } from './cost-management.ts';
export { APP } from './entra-id.ts';
export { AzureStandIn, isBatch, isMetrics } from './server.ts';
export type { AzureOptions } from './server.ts';
export { localhostCertificate, localhostKey } from './tls.ts';
export { accountId, errorReply } from './types.ts';
export type { Fault, Reply, StandInAccount, StandInRequest } from './types.ts';
