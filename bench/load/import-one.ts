// Usage: node bench/load/import-one.ts <url of a module>
// Prints how long importing it takes, in milliseconds, in a process that has done little else.

// An application has it anyway, and a peer that imports it by itself is not to pay for that.
await import('openai');

const url = process.argv[2] ?? '';
const start = performance.now();
await import(url);
process.stdout.write(String(performance.now() - start));
