#!/usr/bin/env node
// The command `azure-openai-otel`. It loads nothing before it knows that this Node.js is new enough, and is written so
// that an old one can parse it.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

async function main(): Promise<number> {
  if (major < 22 || (major === 22 && minor < 15)) {
    process.stderr.write(`azure-openai-otel needs Node.js 22.15 or newer; this is ${process.versions.node}.\n`);
    return 1;
  }
  const { runCommand } = await import('./commands/run-command.ts');
  return runCommand(process.argv.slice(2), process);
}

// A reader such as `head` may have enough before we are done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

void main().then((code) => {
  process.exitCode = code;
});
