/**
 * `node --import opentelemetry-instrumentation-azure-openai/hooks app.mjs` registers the module hooks, so that the
 * instrumentations of `openai`, and of HTTP and Express if they are installed, see ES modules. It may also be the first
 * import of the module that starts your own SDK. CommonJS applications do not need it, and `./register` includes it.
 */
import { hookCompanions, hookOpenAIAnywhere } from './hooks/module-hooks.ts';
import { runEntry } from './register/run-entry.ts';

runEntry('hooks', () => {
  hookOpenAIAnywhere();
  hookCompanions();
});
