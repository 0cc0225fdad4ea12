import type { Result } from './results.ts';

/** The number of failed scenarios of an application that are named. */
const MOST_LISTED = 5;

/** Facts of docs/compatibility.md besides the results. */
export interface PageFacts {
  /** Version of our package. */
  version: string;
  date: Date;
  platform: string;
}

const DIFFERENCES = `## What remains different

Each of these can be seen only by an application that looks for it. \`streamUsage: 'never'\` removes the first three.

- If we asked for the usage of a stream, what follows the end of the answer arrives a microtask later. If several \`next()\` are
  awaited at once, the one that meets the usage arrives last.
- An application that takes both the stream and the raw response of one call (\`Promise.all([promise, promise.asResponse()])\`)
  finds the usage that we asked for in the latter.
- If we ask, the hooks of a subclass (\`prepareOptions\`) see a request that represents the application's own.
- The \`stack\` of an error in the middle of a stream, of a body that cannot be parsed on openai 4 and 7, and the \`cause\` of a
  refused connection lack the application's own \`async\` frames.
- A rejection of an iterator's \`next()\` that the application never awaits does not count as unhandled.
- A getter within a field of a request (\`response_format.type\`) is read once more; those of the request itself are not.
- \`util.inspect\` shows functions of other names in a promise and a stream.
- \`util.types.isProxy\` is true of \`buildRequest\`, \`makeStatusError\`, \`prepareOptions\` and \`retryRequest\` of the client's
  prototype.
- The \`stack\` of an error that a closed WebSocket reports for \`send()\` has frames of this package.`;

/** Returns docs/compatibility.md after a run of the whole matrix. */
export function compatibilityPage(results: readonly Result[], { version, date, platform }: PageFacts): string {
  const sdks = [...new Set(results.map(({ sdk }) => sdk))];
  return `${[
    `# Compatibility

<!-- Written by \`npm test -- --mode matrix\`. -->

Last run on ${date.toISOString().slice(0, 10)} with version ${version}, on ${platform}: ${totals(results)}.

Each scenario of [test/client/scenarios](../test/client/scenarios/) is one way to use the client: read a stream
whole, break it off, take the raw response, fail, and so on. An application runs it with the bare client, and twice with
this package as \`npm pack\` packs it, installed beside its own OpenTelemetry: once with the module hooks of
\`./register\` and \`streamUsage: 'auto'\`, once with \`@opentelemetry/instrumentation/hook.mjs\` and
\`streamUsage: 'always'\`. It passes if the application and the server see the same all three times (values, errors,
unhandled rejections, requests, and how many microtasks a call takes), a span was started, and all that were started
have ended. Every combination below was run.

A cell says *passed/run · spans left unended*. Fewer are run where an \`openai\` does not have what a scenario is about.`,
    DIFFERENCES,
    ...sdks.map((sdk) => section(results.filter((result) => result.sdk === sdk))),
    ...failures(results),
  ].join('\n\n')}\n`;
}

function totals(results: readonly Result[]): string {
  const run = sum(results.map(({ scenarios }) => scenarios));
  const unended = sum(results.map(({ spansUnended }) => spansUnended));
  return `${run - sum(results.map(failed))} of ${run} scenarios passed in ${results.length} applications, ${unended} spans left unended`;
}

/** Returns the results of one SDK: a row for each openai, a column for each Node.js and module system. */
function section(results: readonly Result[]): string {
  const { sdk } = results[0]!;
  const columns = [...new Set(results.map(columnTitle))];
  const rows = Map.groupBy(results, ({ openai }) => openai.version);
  return [
    `## OpenTelemetry SDK ${sdk.version}`,
    `With \`@opentelemetry/api\` ${sdk.api} and \`@opentelemetry/instrumentation\` ${sdk.instrumentation}.`,
    [
      tableRow(['openai', ...columns]),
      tableRow(['---', ...columns.map(() => '---')]),
      ...[...rows].map(([openai, row]) => tableRow([openai, ...columns.map((column) => cell(row, column))])),
    ].join('\n'),
  ].join('\n\n');
}

function columnTitle({ node, moduleSystem }: Result): string {
  return `Node.js ${node.version} ${moduleSystem === 'esm' ? 'ESM' : 'CommonJS'}`;
}

function cell(row: readonly Result[], column: string): string {
  const result = row.find((result) => columnTitle(result) === column)!;
  const text = `${result.scenarios - failed(result)}/${result.scenarios} · ${result.spansUnended}`;
  return failed(result) === 0 ? text : `**${text}**`;
}

function failures(results: readonly Result[]): string[] {
  const lines = results.filter(failed).map((result) => {
    const { openai, sdk, failures } = result;
    return `- openai ${openai.version}, ${columnTitle(result)}, SDK ${sdk.version}: ${listed(Object.keys(failures))}`;
  });
  return lines.length === 0 ? [] : ['## Failed', lines.join('\n')];
}

function listed(scenarios: readonly string[]): string {
  const more = scenarios.length - MOST_LISTED;
  return more > 0 ? `${scenarios.slice(0, MOST_LISTED).join('; ')}; and ${more} more` : scenarios.join('; ');
}

function failed({ failures }: Result): number {
  return Object.keys(failures).length;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
