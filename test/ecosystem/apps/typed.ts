// @ts-nocheck: a loader alone can run it.
enum Deployment {
  Chat = 'gpt-4.1-mini',
}

export const deployment: Deployment = Deployment.Chat;
void import('./bundled.mjs');
