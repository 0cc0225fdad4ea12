import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type MessageKind,
  type MessageMapping,
  writeBoundedJson,
  chatMessages,
  completionsMessages,
  redactMessages,
  responsesMessages,
} from '../../../src/instrumentation/messages/index.ts';
import { expectValid } from './schema.ts';
import { wildBody, wildValue } from './wild.ts';

type Json = any;

const mappings = { chatMessages, responsesMessages, completionsMessages };

function mapped(mapping: MessageMapping, body: Json): [MessageKind, Json[]][] {
  return [
    ['input', mapping.input(body)],
    ['output', mapping.output(body)],
    ['system_instructions', mapping.systemInstructions?.(body) ?? []],
    ['tool_definitions', mapping.toolDefinitions?.(body) ?? []],
  ];
}

describe.each(Object.entries(mappings))('any input of %s', (_, mapping) => {
  test('no input makes the mapping throw or return messages that the schemas reject', () => {
    fc.assert(
      fc.property(wildBody, (body) => {
        for (const [kind, items] of mapped(mapping, body)) expectValid(items, kind);
        expect(({} as Json).polluted).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test('the JSON of any messages is valid and within any limit', () => {
    fc.assert(
      fc.property(wildBody, fc.integer({ min: 0, max: 2000 }), (body, maxLength) => {
        for (const [kind, items] of mapped(mapping, body)) {
          const json = writeBoundedJson(items, maxLength);
          expect(json).toBe(writeBoundedJson(items, maxLength));
          if (json === undefined) continue;
          expect(json.length).toBeLessThanOrEqual(maxLength);
          expectValid(JSON.parse(json), kind);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the JSON of any messages is whole where there is room', () => {
    fc.assert(
      fc.property(wildBody, (body) => {
        for (const [, items] of mapped(mapping, body)) expect(writeBoundedJson(items, 1e6)).toBe(JSON.stringify(items));
      }),
    );
  });

  test('redacted messages are valid, and keep everything that redact keeps', () => {
    fc.assert(
      fc.property(wildBody, (body) => {
        for (const [kind, items] of mapped(mapping, body)) {
          expect(JSON.stringify(redactMessages(items, kind, (text) => text))).toBe(JSON.stringify(items));
          expectValid(
            redactMessages(items, kind, () => '*'),
            kind,
          );
        }
      }),
    );
  });
});

test('JSON is within the limit for any messages that a hook returns', () => {
  fc.assert(
    fc.property(fc.array(wildValue, { maxLength: 6 }), fc.integer({ min: 0, max: 500 }), (items: Json, maxLength) => {
      const json = writeBoundedJson(items, maxLength);
      if (json === undefined) return;
      expect(json.length).toBeLessThanOrEqual(maxLength);
      JSON.parse(json);
    }),
    { numRuns: 1000 },
  );
});

test('cycles, depth and width come to an end', () => {
  const cycle: Json = { type: 'hologram', role: 'user' };
  cycle.content = [cycle, cycle, cycle];
  let deep: Json = 'end';
  for (let n = 0; n < 20_000; n += 1) deep = { deep };
  const wide = { type: 'hologram', rows: Array(200_000).fill(1) };
  const body = { messages: [cycle, { role: 'user', content: [wide, deep] }], input: [cycle, wide, deep] };
  for (const mapping of [chatMessages, responsesMessages]) {
    const json = JSON.stringify(mapping.input(body));
    expect(json.length).toBeLessThan(1_000_000);
    expect(json).toContain('[omitted: nested too deeply]');
    expect(json).toMatch(/\[omitted: 19\d{4} of 200000\]/);
  }
});
