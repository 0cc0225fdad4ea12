// Finds the Chromium of the browser tests: CHROMIUM, or the first of these commands in PATH. As a script it exits with 1 and
// says what to install where there is none.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Returns the path of Chromium; undefined if there is none. */
export function findChromium(): string | undefined {
  const { CHROMIUM, PATH = '' } = process.env;
  const inPath = COMMANDS.flatMap((command) => PATH.split(delimiter).map((folder) => join(folder, command)));
  return [CHROMIUM, ...inPath].find((path) => path !== undefined && path !== '' && isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.main && findChromium() === undefined) {
  process.stderr.write(
    'The browser tests need Chromium, which is not in PATH. Install it with `apt-get install chromium fonts-inter`,\n' +
      'or name another one by its path: CHROMIUM=/path/to/chrome npm run test:browser\n',
  );
  process.exit(1);
}
