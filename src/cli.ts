#!/usr/bin/env node
/** The command `azure-openai-otel`. It loads nothing before it knows that this Node.js can. */
const USAGE = `Usage: azure-openai-otel <command> [options]

Commands:
  demo      run the Express example against a simulated Azure OpenAI and show the telemetry that arrives
  prices    show, check, compare and refresh the price table
  collect   collect the logs and metrics that Azure itself reports
  doctor    check everything that collecting needs, and tell what to do

azure-openai-otel <command> --help tells a command's options.
`;

/** How long a collector that is done may take to end of itself, in milliseconds. */
const EXIT_PATIENCE = 3000;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

async function main([command, ...args]: string[]): Promise<number> {
  if (major < 22 || (major === 22 && minor < 15)) {
    process.stderr.write(`azure-openai-otel needs Node.js 22.15 or newer; this is ${process.versions.node}.\n`);
    return 1;
  }
  switch (command) {
    case 'demo':
      return (await import('./demo/demo.ts')).demo(args, process);
    case 'prices':
      return (await import('./pricing/cli.ts')).prices(args, process);
    case 'collect': {
      const code = await (await import('./collectors/command/collect.ts')).collect(args, process);
      // The client of Event Hubs leaves timers behind where connections were cut: nobody waits for those.
      setTimeout(() => process.exit(code), EXIT_PATIENCE).unref();
      return code;
    }
    case 'doctor':
      return (await import('./collectors/doctor/doctor.ts')).doctor(args, process);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE);
      return 0;
    default:
      process.stderr.write(`azure-openai-otel: there is no command "${command}".\n\n${USAGE}`);
      return 2;
  }
}

// A reader such as `head` may have enough before we are done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// No top-level await, which CommonJS does not have.
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
