import type { DeploymentOptions } from '../simulator/index.ts';

/** A deployment of the history, and its resource. */
export interface HistoryDeployment extends DeploymentOptions {
  readonly model: string;
  readonly resource: string;
  readonly region: string;
  readonly latency: { readonly firstToken: number; readonly perToken: number };
  /** Part of its rate limit that is used at full load. */
  readonly pressure: number;
}

/** The name of the provisioned deployment. When it is full, its calls go to `gpt-4o`. */
export const PROVISIONED = 'gpt-4o-ptu';

/** The deployments of the history, by names that the live traffic has too. */
export const HISTORY_DEPLOYMENTS: Readonly<Record<string, HistoryDeployment>> = {
  'gpt-4o': {
    model: 'gpt-4o-2024-11-20',
    resource: 'contoso-eastus2',
    region: 'East US 2',
    latency: { firstToken: 420, perToken: 11 },
    pressure: 0.75,
    capacity: { requests: 900, tokens: 450_000 },
  },
  [PROVISIONED]: {
    model: 'gpt-4o-2024-11-20',
    resource: 'contoso-eastus2',
    region: 'East US 2',
    latency: { firstToken: 260, perToken: 8 },
    pressure: 0.75,
    capacity: 'provisioned',
    spilloverTo: 'gpt-4o',
  },
  'chat-mini': {
    model: 'gpt-4.1-mini-2025-04-14',
    resource: 'contoso-sweden',
    region: 'Sweden Central',
    latency: { firstToken: 210, perToken: 6 },
    pressure: 0.95,
    capacity: { requests: 300, tokens: 200_000 },
  },
  handbook: {
    model: 'gpt-4.1-2025-04-14',
    resource: 'contoso-sweden',
    region: 'Sweden Central',
    latency: { firstToken: 380, perToken: 9 },
    pressure: 0.6,
    capacity: { requests: 250, tokens: 250_000 },
  },
  reasoning: {
    model: 'o4-mini-2025-04-16',
    resource: 'contoso-eastus2',
    region: 'East US 2',
    latency: { firstToken: 2600, perToken: 9 },
    pressure: 0.5,
    capacity: { requests: 100, tokens: 100_000 },
  },
  embeddings: {
    model: 'text-embedding-3-small',
    resource: 'contoso-sweden',
    region: 'Sweden Central',
    latency: { firstToken: 45, perToken: 0 },
    pressure: 0.2,
    capacity: { requests: 1000, tokens: 350_000 },
  },
  'brand-new': {
    model: 'gpt-next-preview',
    resource: 'contoso-eastus2',
    region: 'East US 2',
    latency: { firstToken: 500, perToken: 14 },
    pressure: 0.35,
    capacity: { requests: 60, tokens: 60_000 },
  },
};

/** A feature of an application, and the calls of one of its requests. */
export interface Feature {
  readonly service: string;
  readonly name: string;
  readonly route: string;
  /** Requests in an hour at full load. */
  readonly perHour: number;
  /** Deployments that a request calls, one after another. */
  readonly deployments: readonly string[];
  /** Part of the chat completions that are streamed. */
  readonly streamed: number;
  /** The address of its callers, as Azure masks it. */
  readonly caller: string;
  /** Instructions at the beginning of each prompt: this many sentences. */
  readonly instructions: number;
  /** Runs at night, rather than by day. @default false */
  readonly isNightly?: boolean;
  /** Without instrumentation: Azure alone knows of its calls. @default false */
  readonly isUntraced?: boolean;
}

/** The features of the history. */
export const FEATURES: readonly Feature[] = [
  feature('express-app', 'assistant', '/chat', 14, ['gpt-4o'], 0.9, '20.103.12.***', 12),
  feature('express-app', 'assistant', '/chat', 9, [PROVISIONED], 0.9, '20.103.12.***', 12),
  feature('express-app', 'drafts', '/completion', 13, ['chat-mini'], 0.5, '20.103.12.***', 6),
  feature('support-bot', 'answers', '/answers', 10, ['handbook'], 1, '20.103.40.***', 70),
  feature('support-bot', 'search', '/search', 9, ['embeddings', 'chat-mini'], 0.3, '20.103.40.***', 4),
  feature('support-bot', 'research', '/research', 2, ['gpt-4o', 'embeddings', 'gpt-4o'], 0, '20.103.40.***', 16),
  feature('lab', 'experiments', '/try', 2, ['brand-new'], 1, '20.103.77.***', 2),
  { ...feature('reports', 'reports', '/reports', 16, ['reasoning'], 0, '20.103.51.***', 24), isNightly: true },
  { ...feature('', 'legacy', '', 18, ['gpt-4o'], 0, '51.12.98.***', 10), isNightly: true, isUntraced: true },
  { ...feature('', 'legacy', '', 1.5, ['chat-mini'], 0, '51.12.98.***', 10), isUntraced: true },
];

function feature(
  service: string,
  name: string,
  route: string,
  perHour: number,
  deployments: readonly string[],
  streamed: number,
  caller: string,
  instructions: number,
): Feature {
  return { service, name, route, perHour, deployments, streamed, caller, instructions };
}

/** The tenants, the largest first. Each has about half as many calls as the one before. */
export const TENANTS: readonly string[] = ['contoso', 'fabrikam', 'northwind', 'adatum', 'tailspin', 'litware'];

/** Questions of the users. */
export const QUESTIONS: readonly string[] = [
  'How do I send traces to the collector?',
  'Which deployment answered the calls of yesterday evening?',
  'Write two sentences on prompt caching for our newsletter.',
  'Why did the last invoice grow?',
  'Summarise the ticket of the customer in one paragraph.',
  'What changed in the price of reasoning tokens?',
  'Is a cached prompt cheaper than a fresh one?',
  'Translate the release notes into plain English.',
  'Which limit do we reach first, requests or tokens?',
  'How long may a stream take until its first chunk?',
];

/** Returns instructions of so many sentences: the same ones for each prompt of a feature, so that Azure caches long ones. */
export function writeInstructions(name: string, sentences: number): string {
  return Array.from(
    { length: sentences },
    (_, index) =>
      `Rule ${index + 1} of ${name}: name the service, keep the answer short, cite the section of the handbook, and say ` +
      'clearly when you do not know, rather than guess.',
  ).join('\n');
}
