import { counted, helpers, outcome, plain, NOT_IN_THIS_VERSION, type Scenario, type Stage } from './stage.ts';

const weatherTool = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city',
    parse: JSON.parse,
    function: ({ city }: { city: string }) => `Rain in ${city}`,
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};

/** Runs a tool in a conversation, and returns its messages or error. */
async function runTool(stage: Stage, tool: unknown, params?: any): Promise<unknown> {
  const { client, major } = stage;
  const { completions } = major === 4 ? client.beta.chat : client.chat;
  if (!completions.runTools) return NOT_IN_THIS_VERSION;
  return outcome(async () => {
    const runner = completions.runTools(params ?? { ...plain(), model: 'tools', tools: [tool] });
    await runner.done();
    return runner.messages;
  });
}

const weather = (run: unknown = () => 'Rain') => ({ name: 'weather', description: '', parameters: {}, function: run });

/** A tool whose methods need their own object. */
class Weather {
  readonly #answer = 'Rain';
  readonly parameters = {};
  readonly description = '';
  calls = 0;

  get name(): string {
    return this.#answer && 'weather';
  }

  parse(json: string): unknown {
    return { answer: this.#answer, ...JSON.parse(json) };
  }

  function({ city }: { city: string }): string {
    this.calls += 1;
    return `${this.#answer} in ${city}`;
  }
}

/** Conversations with tools that the client runs. */
export const toolScenarios: Record<string, Scenario> = {
  runTools: async (stage) => {
    const runner = helpers(stage).runTools({ ...plain(), model: 'tools', tools: [weatherTool] });
    return { content: await runner.finalContent(), messages: runner.messages };
  },

  'runTools, streamed': async (stage) => {
    const runner = helpers(stage).runTools({ ...plain(), model: 'tools', stream: true, tools: [weatherTool] });
    return { content: await runner.finalContent(), messages: runner.messages };
  },

  'a tool that returns a lazy promise': async (stage) => {
    let works = 0;
    class Lazy extends Promise<string> {
      override then(...handlers: any[]): any {
        works += 1;
        return Promise.resolve(`Rain ${works}`).then(...handlers);
      }
    }
    const run = (): unknown => new Lazy(() => {});
    return { value: await runTool(stage, { type: 'function', function: weather(run) }), works };
  },

  'a tool that returns a thenable': async (stage) => {
    const run = (): unknown => ({ then: (resolve: (value: string) => void) => resolve('Rain') });
    return runTool(stage, { type: 'function', function: weather(run) });
  },

  'a conversation abandoned while a tool runs for ever': async ({ client, major, collect }) => {
    const { completions } = major === 4 ? client.beta.chat : client.chat;
    if (!completions.runTools) return NOT_IN_THIS_VERSION;
    const called = Promise.withResolvers<string>();
    const run = (): Promise<never> => {
      called.resolve('called');
      return new Promise(() => {});
    };
    const tools = [{ type: 'function', function: weather(run) }];
    completions.runTools({ ...plain(), model: 'tools', tools }).on('error', () => {});
    const value = await called.promise;
    await collect();
    return value;
  },

  'a tool with private fields': async (stage) => {
    const tool = new Weather();
    return { value: await runTool(stage, { type: 'function', function: tool }), calls: tool.calls };
  },

  'a tool that keeps state, frozen': async (stage) => {
    const seen: unknown[] = [];
    const definition = Object.freeze({
      ...weather(function (this: unknown) {
        seen.push(this === definition);
        return 'Rain';
      }),
      parse(this: unknown, json: string): unknown {
        seen.push(this === definition);
        return JSON.parse(json);
      },
    });
    return { value: await runTool(stage, Object.freeze({ type: 'function', function: definition })), seen };
  },

  'a tool with getters': async (stage) => {
    const definition = counted(weather());
    const tool = counted({ type: 'function', function: definition.object });
    return { value: await runTool(stage, tool.object), reads: [tool.reads, definition.reads] };
  },

  'a conversation with tools whose messages are inherited': (stage) => {
    const params = Object.create({ ...plain(), model: 'tools' });
    params.tools = [{ type: 'function', function: weather() }];
    return runTool(stage, undefined, params);
  },

  'a conversation without tools': (stage) => runTool(stage, undefined, plain()),

  'a conversation of an invalid type': (stage) => runTool(stage, undefined, 'none'),
};
