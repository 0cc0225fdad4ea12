// Starts Sentry. With WITHOUT_OPENAI, without its integration of openai.
import * as Sentry from '@sentry/node';

Sentry.init({
  dsn: process.env.SENTRY_DSN,
  tracesSampleRate: 1,
  enableOpenTelemetrySetup: true,
  ...(process.env.WITHOUT_OPENAI && {
    integrations: (all) => all.filter(({ name }) => name !== 'OpenAI'),
  }),
});
