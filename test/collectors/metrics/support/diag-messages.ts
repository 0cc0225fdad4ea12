import { diag, DiagLogLevel } from '@opentelemetry/api';
import { afterEach, beforeEach } from 'vitest';

/** Collects the messages of `diag` during each test. */
export function diagMessages(): { warnings: string[]; infos: string[] } {
  const messages = { warnings: [] as string[], infos: [] as string[] };
  const ignore = (): void => {};
  beforeEach(() => {
    messages.warnings.length = 0;
    messages.infos.length = 0;
    const logger = {
      error: (message: string) => void messages.warnings.push(message),
      warn: (message: string) => void messages.warnings.push(message),
      info: (message: string) => void messages.infos.push(message),
      debug: ignore,
      verbose: ignore,
    };
    diag.setLogger(logger, { logLevel: DiagLogLevel.INFO, suppressOverrideMessage: true });
  });
  afterEach(() => diag.disable());
  return messages;
}
