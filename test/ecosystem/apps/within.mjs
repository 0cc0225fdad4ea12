import { trace } from '@opentelemetry/api';

/** Runs `work` within the span `app`, and prints its result or error on a line. Then the process runs until it is stopped. */
export async function within(work) {
  await trace.getTracer('app').startActiveSpan('app', async (span) => {
    try {
      console.log(JSON.stringify(await work()));
    } catch (error) {
      console.log(JSON.stringify([String(error)]));
      console.error(error);
    }
    span.end();
  });
  setTimeout(() => {}, 60_000);
}
