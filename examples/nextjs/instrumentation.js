// Next.js calls this once when a server starts, before it loads a route. It is also bundled for the edge runtime, where
// no OpenTelemetry SDK for Node.js runs.
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./instrumentation.node.js');
}
