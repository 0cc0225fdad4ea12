import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_PRICES } from '../../src/pricing/prices/index.ts';
import { file, json, run } from './support/command.ts';

const OWN_PRICES = fileURLToPath(new URL('../fixtures/pricing/own-prices.json', import.meta.url));

describe('prices show', () => {
  it('prices show prints the rows of a name, and marks the one that prices a call', async () => {
    const { code, out } = await run(['prices', 'show', 'o3-pro-2025-06-10', '--deployment-type', 'GlobalBatch']);
    expect(code).toBe(0);
    expect(out).toBe(`  o3-pro (2025-06-10), global, standard
      input 20 per 1M tokens
      output 80 per 1M tokens
      source: Azure Retail Prices API, meters effective 2026-06-01, recorded in guygregory/modelmeters.com monthly/partial/2026-06-01.ndjson (2026-06-01)
* o3-pro (2025-06-10), global, batch
      input 10 per 1M tokens
      output 40 per 1M tokens
      source: Azure Retail Prices API, meters effective 2026-06-01, recorded in guygregory/modelmeters.com monthly/partial/2026-06-01.ndjson (2026-06-01)
`);
  });

  it('prices show prints every kind of price, and its source', async () => {
    const { out: image } = await run(['prices', 'show', 'dall-e-3']);
    expect(image).toContain('      hd 1792x1024 0.12 per image\n      computed: LiteLLM');
    const { out: speech } = await run(['prices', 'show', 'tts-1']);
    expect(speech).toContain('      15 per 1M characters\n');
    const { out: audio } = await run([
      'prices',
      'show',
      'whisper',
      '--deployment-type',
      'Standard',
      '--region',
      'northeurope',
    ]);
    expect(audio).toContain('* whisper, regional northeurope, standard\n      0.4752 per hour of audio\n');
    const { out: long } = await run(['prices', 'show', 'gpt-6-luna', '--service-tier', 'flex']);
    expect(long).toContain(
      '      above 272000 input tokens: input 0.1, cachedInput 0.01, cacheWrite 0.125, output 0.375\n',
    );
  });

  it('prices show prints own rows before the built-in ones', async () => {
    const { out } = await run(['prices', 'show', 'gpt-4o', '--prices', OWN_PRICES]);
    expect(out.split('\n').slice(0, 2)).toEqual([
      '* gpt-4o (2024-11-20), global, standard',
      '      input 2.125 per 1M tokens',
    ]);
    expect(out.match(/^\*/gm)).toHaveLength(1);
  });

  it('prices show prints the row of a fine-tuned model', async () => {
    const { code, out } = await run(['prices', 'show', 'gpt-4o-2024-08-06.ft-123']);
    expect(code).toBe(0);
    expect(out).toContain('* gpt-4o (2024-08-06) fine-tuned, global, standard');
  });

  it('prices show reports a name without a row, and similar names', async () => {
    const { code, err } = await run(['prices', 'show', 'o3-pro-eastus']);
    expect(code).toBe(1);
    expect(err).toBe('No row answers to "o3-pro-eastus". There is o3, o3-pro.\n');
    expect((await run(['prices', 'show', 'unheard-of'])).err).toBe(
      'No row answers to "unheard-of". Names must match exactly; "prices list" has them all.\n',
    );
  });

  it('prices show reports that no row prices the call', async () => {
    const { code, out } = await run(['prices', 'show', 'gpt-6-sol', '--deployment-type', 'DataZoneStandard']);
    expect(code).toBe(1);
    expect(out).toContain(
      'None of them prices such a call (region_needed): see --deployment-type, --region, --service-tier and --at.\n',
    );
  });
});

describe('invalid settings of prices show and list', () => {
  it.each([
    [['--region', 'westeuroope'], '--region: there is no Azure region "westeuroope". Did you mean westeurope?'],
    [['--region', 'sweden'], 'Did you mean swedencentral?'],
    [['--region', 'East US 9'], 'Did you mean eastus or eastus2?'],
    [['--region', 'atlantis'], 'there is no Azure region "atlantis".\n'],
    [['--deployment-type', 'globalstandard'], 'there is no "globalstandard". Did you mean GlobalStandard?'],
    [['--type', 'Serverless'], 'There are GlobalStandard, DataZoneStandard, '],
    [['--service-tier', 'prioritty'], 'there is no "prioritty". Did you mean priority?'],
    [['--at', '2026-02-30'], '--at must be a day such as 2026-09-01'],
    [['--at', '01.09.2026'], '--at must be a day'],
    [['--at', '2026-09-01T25:00:00Z'], '--at must be a day'],
  ])('prices show and list refuse %j with exit code 2', async (args, problem) => {
    for (const verb of [['show', 'gpt-4o'], ['list']]) {
      const { code, out, err } = await run(['prices', ...verb, ...args]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(problem);
    }
  });

  it('prices show accepts every region of Azure, in any notation, and those of own rows', async () => {
    for (const region of ['uksouth', 'East US 2', 'usgovvirginia', 'australiasoutheast'])
      expect((await run(['prices', 'show', 'gpt-4o', '--region', region])).err).toBe('');
    const own = file('atlantis.json', [{ model: 'a', scope: 'regional', regions: ['atlantis'], usdPerHour: 1 }]);
    const args = ['prices', 'show', 'a', '--type', 'Standard', '--region', 'atlantis', '--prices', own];
    expect(await run(args)).toMatchObject({ code: 0, out: expect.stringContaining('* a, regional atlantis') });
  });
});

it('prices show --at prints the price of that day', async () => {
  const before = await run(['prices', 'show', 'gpt-5.6-terra', '--at', '2026-07-31']);
  const after = await run(['prices', 'show', 'gpt-5.6-terra', '--at', '2026-08-01T00:00:00Z']);
  expect(/^\* .*$/m.exec(before.out)?.[0]).toContain('until 2026-08-01');
  expect(/^\* .*$/m.exec(after.out)?.[0]).toContain('from 2026-08-01');
});

describe('prices list', () => {
  it('prices list prints every model that has a standard price today', async () => {
    const { code, out } = await run(['prices', 'list']);
    expect(code).toBe(0);
    const day = new Date().toISOString().slice(0, 10);
    const listed = new Set(out.split('\n').map((line) => line.split(/ {2,}| fine-tuned/)[0]));
    for (const { model, tier = 'standard', effective = '', until = '9' } of BUILT_IN_PRICES)
      if (tier === 'standard' && effective <= day && day < until) expect(listed).toContain(model);
    expect(out.split('\n')[0]).toMatch(
      /^model +versions +deployment type +input +cached +output +valid from +where +also$/,
    );
    expect(out).toMatch(/\n\d+ prices at \d{4}-\d\d-\d\d, in USD per 1M tokens\.\n$/);
  });

  it('prices list prints versions, prices, places, aliases and other units', async () => {
    const { out } = await run(['prices', 'list', '--model', 'o3']);
    expect(out).toMatch(/^o3 +2025-04-16 +DataZoneStandard +2\.2 +0\.55 +8\.8 +2025-06-01 +us eu apac$/m);
    const { out: other } = await run(['prices', 'list', '--model', 'whisper-1']);
    expect(other).toMatch(
      /^whisper +– +Standard +– +– +– +– +northeurope +0\.4752 per hour of audio; or whisper-1, whisper-001$/m,
    );
  });

  it.each([
    [['--type', 'DataZoneStandard', '--region', 'swedencentral'], [['DataZoneStandard', 2.2]]],
    [
      ['--region', 'swedencentral'],
      [
        ['GlobalStandard', 2],
        ['DataZoneStandard', 2.2],
        ['Standard', 2.42],
      ],
    ],
    [['--type', 'GlobalBatch'], [['GlobalBatch', 1]]],
    [['--type', 'GlobalStandard', '--service-tier', 'priority'], [['GlobalStandard', 3.5]]],
  ])('prices list %j selects prices', async (args, expected) => {
    const { rows } = json((await run(['prices', 'list', '--model', 'gpt-4.1-2025', '--json', ...args])).out);
    const plain = rows.filter(({ fineTuned }) => !fineTuned);
    expect(plain.map((row) => [row.deploymentType, row.usdPerMillionTokens?.input])).toEqual(expected);
  });

  it('prices list prints the prices of a day', async () => {
    for (const [day, input] of [
      ['2026-07-31', 2.5],
      ['2026-08-01', 2],
    ]) {
      const args = ['--model', 'gpt-5.6-terra', '--type', 'GlobalStandard', '--at', String(day), '--json'];
      const { at, rows } = json((await run(['prices', 'list', ...args])).out);
      expect(at).toBe(`${day}T00:00:00.000Z`);
      expect(rows.map((row) => row.usdPerMillionTokens?.input)).toEqual([input]);
    }
  });

  it('prices list prints own rows in the place of the built-in ones that they replace', async () => {
    const { out } = await run(['prices', 'list', '--type', 'GlobalStandard', '--prices', OWN_PRICES]);
    expect(out.match(/^gpt-4o +2024-11-20 .*$/gm)).toEqual([expect.stringContaining(' 2.125 ')]);
    expect(out).toMatch(/^our-house-model /m);
  });

  it('prices list ends with exit code 1 and similar names if there is no such price', async () => {
    expect(await run(['prices', 'list', '--model', 'gpt4o', '--json'])).toEqual({
      code: 1,
      out: expect.stringContaining('"rows": []'),
      err: 'There is no such price. Did you mean gpt-4o, gpt-4.1 or gpt-4?\n',
    });
  });
});

describe('the command line', () => {
  it('an invalid file is reported without a stack', async () => {
    const { code, err } = await run(['prices', 'diff', file('wrong.json', [{ model: 'm' }])]);
    expect(code).toBe(1);
    expect(err).toMatch(/row 0 \(m\): has no price/);
    expect(err).not.toContain('    at ');
  });

  it('prices show requires a model', async () => {
    expect(await run(['prices', 'show'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Usage: azure-openai-otel prices show <model>'),
    });
  });
});
