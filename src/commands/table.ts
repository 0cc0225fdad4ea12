import type { CommandIo } from '../cli/io.ts';

/** A command whose modules are loaded. */
export interface LoadedCommand {
  /** The text of `--help`; its first line is the synopsis, its last paragraph the exit codes. */
  readonly usage: string;
  /**
   * @param args what follows the command's name on the command line
   * @param io `process`, or something like it
   * @returns the exit code
   * @throws UsageError for a command line that is wrong
   */
  run(args: string[], io: CommandIo): Promise<number>;
}

/** A command of `azure-openai-otel`, or a verb of one. */
export interface Command {
  readonly name: string;
  /** Its purpose, in a few words. */
  readonly summary: string;
  /** The words that may follow its name. One without `load` is an argument of the command. */
  readonly verbs?: readonly Command[];
  /** Loads what runs it, and nothing else. Absent: only its verbs can be run. */
  load?(): Promise<LoadedCommand>;
}

/** How long a collector that is done may take to end by itself, in milliseconds. */
const EXIT_PATIENCE = 3000;

/** A verb of `prices`: what fails outside of the program is one line. */
function priceVerb(load: () => Promise<LoadedCommand>): () => Promise<LoadedCommand> {
  return async () => {
    const { explained } = await import('./prices/explained.ts');
    return explained(await load());
  };
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'demo',
    summary: 'run the Express example against a simulated Azure OpenAI and show the telemetry that arrives',
    load: async () => {
      const [{ demo }, { DEMO_USAGE }] = await Promise.all([import('../demo/demo.ts'), import('../demo/options.ts')]);
      return { usage: DEMO_USAGE, run: demo };
    },
  },
  {
    name: 'dashboard',
    summary: 'receive telemetry over OTLP, store it in a file, and show calls and cost on a page',
    load: async () => {
      const { dashboard, DASHBOARD_USAGE } = await import('../dashboard/dashboard.ts');
      return { usage: DASHBOARD_USAGE, run: dashboard };
    },
  },
  {
    name: 'query',
    summary: 'sum up or list the calls that the dashboard has stored, and compare them with the bill',
    verbs: [
      { name: 'cost', summary: 'sum up cost and tokens by deployment, tenant or another dimension' },
      { name: 'calls', summary: 'list calls' },
      { name: 'bill', summary: 'compare what is traced with what Azure charges' },
    ],
    load: async () => {
      const { query, QUERY_USAGE } = await import('../dashboard/query.ts');
      return { usage: QUERY_USAGE, run: query };
    },
  },
  {
    name: 'simulate',
    summary: 'serve a simulated Azure OpenAI for your own tests',
    load: async () => {
      const { simulate, SIMULATE_USAGE } = await import('../demo/simulate.ts');
      return { usage: SIMULATE_USAGE, run: simulate };
    },
  },
  {
    name: 'prices',
    summary: 'list, explain, check, compare and refresh the price table',
    verbs: [
      {
        name: 'list',
        summary: 'list the prices of all models',
        load: priceVerb(() => import('./prices/list.ts')),
      },
      {
        name: 'show',
        summary: "explain a model's price: every row of it, and the one that prices a call",
        load: priceVerb(() => import('./prices/show.ts')),
      },
      {
        name: 'check',
        summary: 'find prices whose source was last read long ago',
        load: priceVerb(() => import('./prices/check.ts')),
      },
      {
        name: 'diff',
        summary: 'compare a file of prices, or the prices of Azure today, with the built-in table',
        load: priceVerb(() => import('./prices/diff.ts')),
      },
      {
        name: 'refresh',
        summary: 'write the prices of Azure today to a file for the option "prices"',
        load: priceVerb(() => import('./prices/refresh.ts')),
      },
    ],
  },
  {
    name: 'collect',
    summary: 'collect the logs, metrics and costs that Azure itself reports',
    verbs: [
      { name: 'logs', summary: 'collect logs from an event hub' },
      { name: 'metrics', summary: 'collect metrics from Azure Monitor' },
      { name: 'costs', summary: 'collect costs from Cost Management' },
      { name: 'all', summary: 'collect logs and metrics, and costs if they are configured' },
    ],
    load: async () => {
      const [{ collect }, { collectUsage }] = await Promise.all([
        import('../collectors/command/collect.ts'),
        import('../collectors/command/options.ts'),
      ]);
      return {
        usage: collectUsage(),
        run: async (args, io) => {
          const code = await collect(args, io);
          // The client of Event Hubs leaves timers behind where connections were cut; they do not delay the exit.
          setTimeout(() => io.exit(code), EXIT_PATIENCE).unref();
          return code;
        },
      };
    },
  },
  {
    name: 'doctor',
    summary: 'check everything that collecting needs, and say what to do',
    load: async () => {
      const { doctor, doctorUsage } = await import('../collectors/doctor/doctor.ts');
      return { usage: doctorUsage(), run: doctor };
    },
  },
  {
    name: 'setup',
    summary:
      'make dashboards and alert rules, in Elastic with templates and SLOs, in Grafana, or as files for Azure Monitor',
    verbs: [
      {
        name: 'elastic',
        summary: 'in Elasticsearch and Kibana',
        load: async () => {
          const [{ setupElastic }, { USAGE }] = await Promise.all([
            import('../elastic/setup/setup.ts'),
            import('../elastic/setup/options.ts'),
          ]);
          return { usage: USAGE, run: setupElastic };
        },
      },
      {
        name: 'grafana',
        summary: 'dashboards in Grafana, and alert rules for Prometheus',
        load: async () => {
          const [{ setupGrafana }, { USAGE }] = await Promise.all([
            import('../grafana/setup.ts'),
            import('../grafana/options.ts'),
          ]);
          return { usage: USAGE, run: setupGrafana };
        },
      },
      {
        name: 'azure-monitor',
        summary: 'as files for Application Insights: a workbook, alert rules and their queries',
        load: async () => {
          const { setupAzureMonitor, USAGE } = await import('../azure-monitor/setup.ts');
          return { usage: USAGE, run: setupAzureMonitor };
        },
      },
    ],
  },
];
