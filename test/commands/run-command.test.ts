import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { type Command, COMMANDS } from '../../src/commands/table.ts';
import { VERSION } from '../../src/version.ts';
import { startNode } from '../support/run-app.ts';
import { run } from './support/command.ts';

const CLI = new URL('../../dist/cli.js', import.meta.url);

/** The words of every command and verb: `['prices', 'list']`. */
const PATHS = COMMANDS.flatMap(({ name, verbs = [] }: Command) => [[name], ...verbs.map((verb) => [name, verb.name])]);

describe('the version', () => {
  test.each(['--version', '-V', 'version'])('%s prints the version', async (word) => {
    expect(await run([word])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });
});

describe('the help', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']]])('azure-openai-otel %j lists every command', async (args) => {
    const { code, out, err } = await run(args);
    expect([code, err]).toEqual([0, '']);
    for (const { name, summary } of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${name} +${summary}$`, 'm'));
    expect(out).toContain('--version');
  });

  test.each(PATHS.map((path) => [path]))(
    'help, --help and -h explain %j in the same words, with its exit codes',
    async (path) => {
      const byHelp = await run(['help', ...path]);
      expect(byHelp).toMatchObject({ code: 0, err: '' });
      expect(byHelp.out).toMatch(/^Usage: azure-openai-otel \w+/);
      expect(byHelp.out).toMatch(/^Exit codes: 0 .*2 .*\n$/m);
      expect(await run([...path, '--help'])).toEqual(byHelp);
      expect(await run([...path, '-h'])).toEqual(byHelp);
    },
  );

  test('the help of prices lists its verbs', async () => {
    const { out } = await run(['help', 'prices']);
    for (const name of ['list', 'show', 'check', 'diff', 'refresh'])
      expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(await run(['prices'])).toMatchObject({ code: 0, out });
  });

  test('--help takes precedence over an invalid option', async () => {
    expect(await run(['prices', 'show', '--wrong', '--help'])).toMatchObject({ code: 0, err: '' });
  });

  test.each([
    [['help', 'colect'], 'there is no command "colect". Did you mean collect?'],
    [['help', 'prices', 'refesh'], 'there is no command "prices refesh". Did you mean prices refresh?'],
    [['help', 'collect', 'log'], 'there is no command "collect log". Did you mean collect logs?'],
    [['help', 'prices', 'list', 'more'], 'there is no command "prices list more".'],
    [['help', 'xyzzy'], 'there is no command "xyzzy".\n'],
  ])('the command %j ends with exit code 2 and the nearest command', async (args, problem) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(problem);
  });
});

describe('a wrong command line', () => {
  test.each([
    [['docter'], 'azure-openai-otel: there is no command "docter". Did you mean doctor?'],
    [['--verison'], 'azure-openai-otel: --verison is no option. Did you mean --version?'],
    [['prices', 'lst'], 'azure-openai-otel prices: there is no command "prices lst". Did you mean prices list?'],
    [
      ['prices', 'list', '--regoin', 'x'],
      'azure-openai-otel prices list: --regoin is no option. Did you mean --region?',
    ],
    [['prices', 'show', 'a', 'b'], 'azure-openai-otel prices show: "b" is one argument too many.'],
    [['prices', 'show', 'a', '--region'], "Option '--region <value>' argument missing."],
    [['demo', '--prot', '1'], 'azure-openai-otel demo: --prot is no option. Did you mean --port?'],
    [['collect', 'logs', '--evnthub', 'x'], '--evnthub is no option. Did you mean --eventhub?'],
    [['collect', 'log'], 'say what to collect: logs, metrics, costs or all, not "log". Did you mean logs?'],
    [['query', 'bill', '--by', 'hour'], 'Usage: azure-openai-otel query cost|calls|bill [options]'],
    [['doctor', '--jsn'], 'azure-openai-otel doctor: --jsn is no option. Did you mean --json?'],
  ])('the command line %j ends with exit code 2 and the nearest name', async (args, problem) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(problem);
    expect(err).toMatch(/ --help explains it\.\n$/);
  });
});

test.each([
  [['--api-key=hunter22'], '--api-key is no option.'],
  [['--Hunter22hunter22'], '*** is no option.'],
  [['prices', '--api-key=hunter22'], '--api-key is no option.'],
  [['prices', 'Hunter22'], 'there is no command "prices ***".'],
  [['help', 'Hunter22'], 'there is no command "***".'],
])('the command line %j is refused without the part that may be a secret', async (args, problem) => {
  const { code, out, err } = await run(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(problem);
  expect(err).not.toMatch(/hunter22/i);
});

describe('the file of the command', () => {
  test('an old Node.js gets one line and exit code 1, and loads nothing else', async () => {
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '14.21.3' } });";
    const noModules =
      "import { registerHooks } from 'node:module'; import 'node:process';" +
      "registerHooks({ load: (url, context, next) => { if (url.includes('/dist/') && !/\\/cli\\.c?js$/.test(url)) " +
      'throw new Error(`loaded ${url}`); return next(url, context); } });';
    const preload = `data:text/javascript,${encodeURIComponent(old + noModules)}`;
    expect(await startNode(['--import', preload, CLI.pathname, 'prices', 'list'], {}).ended).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: 'azure-openai-otel needs Node.js 22.15 or newer; this is 14.21.3.\n',
    });
  });

  test('the file of the command has nothing that Node.js 14 cannot parse', () => {
    const code = readFileSync(new URL('cli.cjs', CLI), 'utf8');
    // Syntax that is too new is rewritten for the target.
    const options = { format: 'cjs', minifyWhitespace: true } as const;
    expect(transformSync(code, { ...options, target: 'node14' }).code).toBe(transformSync(code, options).code);
  });

  test('the built command prints its table', async () => {
    const { code, stdout } = await startNode([CLI.pathname, 'prices', 'list', '--model', 'gpt-4.1-nano'], {}).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^gpt-4\.1-nano +2025-04-14 +GlobalStandard +0\.1 +0\.025 +0\.4 /m);
  });
});
