import { helpers, outcome, plain, readToEnd, NOT_IN_THIS_VERSION, type Scenario } from './stage.ts';

const jsonSchema = {
  type: 'json_schema',
  json_schema: { name: 'place', strict: true, schema: { type: 'object', properties: { city: { type: 'string' } } } },
};

/** The helpers of the client that read a response. */
export const helperScenarios: Record<string, Scenario> = {
  parse: async (stage) => {
    if (!helpers(stage).parse) return NOT_IN_THIS_VERSION;
    const parsed = await helpers(stage).parse({ ...plain(), response_format: jsonSchema });
    return { parsed, keys: Object.keys(parsed) };
  },

  'parse withResponse': async (stage) => {
    if (!helpers(stage).parse) return NOT_IN_THIS_VERSION;
    const { data, response } = await helpers(stage)
      .parse({ ...plain(), response_format: jsonSchema })
      .withResponse();
    return { data, status: response.status };
  },

  'parse of an error': async (stage) => {
    if (!helpers(stage).parse) return NOT_IN_THIS_VERSION;
    return outcome(() => helpers(stage).parse({ ...plain(), model: 'filtered', response_format: jsonSchema }));
  },

  'the stream helper': async (stage) => {
    const events: string[] = [];
    const runner = helpers(stage).stream(plain());
    for (const name of ['connect', 'chunk', 'content', 'message', 'finalContent', 'finalMessage', 'end']) {
      runner.on(name, () => events.push(name));
    }
    return { completion: await runner.finalChatCompletion(), events };
  },

  'the stream helper, iterated': async (stage) => readToEnd(helpers(stage).stream(plain())),

  'the stream helper, aborted': async (stage) => {
    const runner = helpers(stage).stream({ ...plain(), model: 'slow' });
    runner.once('chunk', () => runner.abort());
    return outcome(() => runner.done());
  },

  'the stream helper, of an error': (stage) =>
    outcome(() =>
      helpers(stage)
        .stream({ ...plain(), model: 'filtered' })
        .done(),
    ),

  'a response, parsed': async ({ client }) => {
    if (!client.responses?.parse) return NOT_IN_THIS_VERSION;
    const format = { type: 'json_schema', name: 'place', schema: {} };
    return client.responses.parse({ model: 'plain', input: 'hello', text: { format } });
  },

  'the stream helper of a response': async ({ client }) =>
    client.responses?.stream
      ? client.responses.stream({ model: 'plain', input: 'hello' }).finalResponse()
      : NOT_IN_THIS_VERSION,

  '_thenUnwrap, as the helpers use it': async ({ client }) => {
    const unwrapped = client.chat.completions.create(plain())._thenUnwrap((value: any) => ({ unwrapped: value.id }));
    const { data } = await unwrapped.withResponse();
    return { value: await unwrapped, data };
  },

  '_thenUnwrap twice, the last throws': ({ client }) =>
    outcome(() =>
      client.chat.completions
        .create(plain())
        ._thenUnwrap((value: any) => value.id)
        ._thenUnwrap((id: string) => {
          throw new RangeError(id);
        }),
    ),
};
