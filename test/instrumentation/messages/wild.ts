import fc from 'fast-check';

/** Field names and types that mean something to the mappings, so that wild values land where they hurt. */
const names = words(`
  messages role content name type text parts choices message finish_reason image_url url input_audio data format file
  file_id file_data filename refusal tool_calls function arguments id tool_call_id function_call custom input audio
  reasoning_content instructions output call_id summary status action queries results server_label tools functions
  parameters description prompt suffix partial_text result dropped_characters incomplete_details reason
  __proto__ constructor toString toJSON then
`);

const types = words(`
  text input_text output_text image_url input_image input_audio file input_file refusal function custom namespace mcp
  message function_call function_call_output reasoning web_search_call code_interpreter_call image_generation_call
  mcp_call item_reference blob uri tool_call server_tool_call user tool assistant completed incomplete tool_calls stop
`);

const texts = [
  '',
  '{"a":[1]}',
  '{',
  'data:image/png;base64,QUJD',
  'data:',
  'data:,%',
  'https://example.com/a',
  '\ud83d',
];

const scalar: fc.Arbitrary<any> = fc.oneof(
  fc.constantFrom<any>(null, undefined, 0, -1, 1.5, 1e308, true, false, 12n, Symbol.iterator, () => 1),
  fc.constantFrom(...types, ...texts),
  fc.string({ unit: 'binary', maxLength: 100 }),
);

/** Schemas of tools: they are recorded as the application wrote them, so that messages are valid only if these are. */
const toolSchema: fc.Arbitrary<object> = fc.record(
  {
    type: fc.constantFrom('object', 'string', 'array'),
    description: fc.string({ unit: 'binary', maxLength: 300 }),
    properties: fc.dictionary(fc.constantFrom(...names), fc.constantFrom({}, true, { type: 'string' }), { maxKeys: 4 }),
  },
  { requiredKeys: [] },
);

/** `object` has a type that is known, with the fields of any. */
const wild: { value: fc.Arbitrary<any>; object: fc.Arbitrary<any> } = fc.letrec<{ value: any; object: any }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(tie('object'), { maxLength: 3 }),
  ),
  object: fc
    .tuple(
      fc.constantFrom(...types, undefined),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
      toolSchema,
    )
    .map(([type, fields, schema]) => {
      const hasSchema = Object.hasOwn(fields, 'parameters') && typeof fields['parameters'] === 'object';
      return { type, ...fields, ...(hasSchema && { parameters: schema }) };
    }),
}));

/** Any JSON, and other values that an application may put into a request. */
export const wildValue: fc.Arbitrary<any> = wild.value;

/** A body of a request or a response: with a list where the mappings look for one, or with anything there. */
export const wildBody: fc.Arbitrary<any> = fc.dictionary(
  fc.constantFrom('messages', 'choices', 'input', 'output', 'tools', 'functions', 'instructions', 'prompt', ...names),
  fc.oneof(fc.array(wild.object, { maxLength: 3 }), wild.value),
  { maxKeys: 4 },
);

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
