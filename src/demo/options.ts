import { parseOptions, wholeNumber } from '../cli/options.ts';

/** How to run the demo. */
export interface DemoOptions {
  /** One round of traffic and a report, in place of the dashboard. */
  once: boolean;
  /** Port of the Express app; 0 takes a free one. */
  port: number;
  /** Whether to pass on what the app writes. */
  verbose: boolean;
}

/** The text of `demo --help`. */
export const DEMO_USAGE = `Usage: azure-openai-otel demo [options]

Starts a simulated Azure OpenAI, the dashboard and the Express example under
\`node --import opentelemetry-instrumentation-azure-openai/register\`, and prints the link of the dashboard. It shows a week
of simulated history with its bill, and varied traffic that goes on until Ctrl-C. Everything runs on this machine, without network and
without an Azure account; the data is in a temporary file, which is removed at the end.

With AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY set, the calls go to that Azure OpenAI instead, and cost money:
a few calls to the deployment in AZURE_OPENAI_DEPLOYMENT (default gpt-4o), without a history.

Options:
  --once       send one round of calls, about 17 seconds, print what arrived, and exit
  --port <n>   port of the Express app (default: a free one)
  --verbose    also show what the app writes
  -h, --help   this text

Exit codes: 0 stopped by Ctrl-C, or with --once all calls arrived; 1 some did not, or it cannot run or go on; 2 wrong options; 130 Ctrl-C with --once.
`;

/** @throws UsageError for options that are wrong */
export function demoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseOptions(args, {
    once: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    verbose: { type: 'boolean', default: false },
  });
  return { ...values, port: wholeNumber('--port', values.port, 0, 65_535) };
}
