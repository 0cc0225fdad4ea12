/**
 * `node --import opentelemetry-instrumentation-azure-openai/hooks app.mjs`, or the first import of the module that
 * starts an SDK of your own: lets the instrumentations of `openai`, and of HTTP and Express if they are installed, see
 * ES modules. CommonJS applications do not need it, and `./register` includes it.
 */
import { hookCompanions, hookOpenAIAnywhere } from './hooks/module-hooks.ts';
import { runEntry } from './register/run-entry.ts';

runEntry('hooks', () => {
  hookOpenAIAnywhere();
  hookCompanions();
});
