import { FILTERED_ANSWER_PHRASE, FILTERED_PROMPT_PHRASE } from '../../src/demo/simulator/index.ts';

/** A call that the application makes. */
export interface Step {
  /** Sent as the header `x-step`, by which the simulator's ledger is read. */
  readonly number: number;
  readonly service: string;
  readonly deployment: string;
  readonly message: string;
  readonly stream: boolean;
  readonly tenant?: string;
  readonly feature?: string;
  /** A fault of the simulator. */
  readonly fault?: string;
  /** Whether the application stops reading after the first chunk. */
  readonly leaves?: boolean;
}

type Draft = Omit<Partial<Step>, 'number'>;

/** Longer than the 1,024 tokens from which on Azure caches a prompt. */
const HANDBOOK = Array.from(
  { length: 60 },
  (_, index) =>
    `Section ${index + 1}. Send traces over OTLP, name the service, and look at the cost of each deployment.`,
).join('\n');

const TENANTS = ['contoso', 'northwind', 'fabrikam, "Ltd" & <b>'];

/** Calls of each kind that a page shows in its own way. */
const KINDS: readonly Draft[] = [
  { deployment: 'gpt-4o', stream: true, message: 'What is a span?', tenant: 'contoso', feature: 'search' },
  { deployment: 'handbook', stream: true, message: `${HANDBOOK}\nHow often do I look?`, tenant: 'contoso' },
  { deployment: 'handbook', stream: true, message: `${HANDBOOK}\nHow do I send traces?`, tenant: 'contoso' },
  { deployment: 'reasoning', message: 'Why do traces have a tree?', tenant: 'northwind', service: 'agents' },
  { deployment: 'gpt-4o', message: `Say it. ${FILTERED_PROMPT_PHRASE}`, tenant: 'northwind' },
  { deployment: 'chat-mini', stream: true, message: `Go on. ${FILTERED_ANSWER_PHRASE}`, tenant: 'northwind' },
  { deployment: 'chat-mini', message: 'Are you busy?', fault: 'rate_limit; attempts=1; retryAfterMs=20' },
  { deployment: 'chat-mini', message: 'Are you busy?', fault: 'rate_limit; retryAfterMs=1', tenant: 'contoso' },
  { deployment: 'chat-mini', message: 'Are you well?', fault: 'server_error; attempts=3', service: 'agents' },
  { deployment: 'brand-new', message: 'What do you cost?', tenant: 'fabrikam, "Ltd" & <b>' },
  { deployment: 'no-such-one', message: 'Are you there?' },
  { deployment: 'gpt-4o', stream: true, leaves: true, message: 'Tell me a long story.', tenant: 'northwind' },
];

/** Returns the steps of a run: every kind once, and enough plain calls for percentiles and for a second page. */
export function planSteps(): Step[] {
  const plain = Array.from({ length: 60 }, (_, index): Draft => {
    const deployment = ['gpt-4o', 'chat-mini', 'chat-mini', 'handbook'][index % 4]!;
    const tenant = TENANTS[index % 3]!;
    return { deployment, tenant, stream: index % 2 === 0, message: `Question ${index}: what is a trace?` };
  });
  return [...KINDS, ...plain].map((draft, index) => ({
    service: 'shop',
    deployment: 'gpt-4o',
    message: '',
    stream: false,
    ...draft,
    number: index + 1,
  }));
}
