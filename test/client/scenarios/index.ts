import { clientScenarios } from './clients.ts';
import { errorScenarios } from './errors.ts';
import { helperScenarios } from './helpers.ts';
import { operationScenarios } from './operations.ts';
import { promiseScenarios } from './promises.ts';
import { requestScenarios } from './requests.ts';
import { socketScenarios } from './sockets.ts';
import type { Scenario } from './stage.ts';
import { streamScenarios } from './streams.ts';
import { toolScenarios } from './tools.ts';

const entries = [
  promiseScenarios,
  streamScenarios,
  helperScenarios,
  toolScenarios,
  errorScenarios,
  requestScenarios,
  clientScenarios,
  operationScenarios,
  socketScenarios,
].flatMap((subject) => Object.entries(subject));

/**
 * The ways to use the client: each does one thing and returns what it saw. They are typed loosely, because the same code
 * runs on openai 4 to 7, whose types differ.
 */
export const scenarios: Readonly<Record<string, Scenario>> = Object.fromEntries(entries);

if (Object.keys(scenarios).length < entries.length) throw new Error('two scenarios have the same name');
