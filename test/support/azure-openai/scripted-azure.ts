import { type Answer, type Body, type ReplayServer, replay } from './replay.ts';
import { CHAT_SCRIPTS } from './scripted-chat.ts';
import { OPERATION_SCRIPTS, PLAIN_SCRIPTS, answerResponses } from './scripted-operations.ts';

const HEADERS = { 'apim-request-id': 'apim-1', 'x-request-id': 'req-1', 'x-ms-region': 'Sweden Central' };

/**
 * Starts a {@link replay} whose answers depend on the deployment's name alone and are the same every time, so that only
 * the client can make a difference between two runs.
 *
 * @param onRequest gets method, path and body of each request
 */
export function startScriptedAzure(onRequest: (request: string) => void = () => {}): Promise<ReplayServer> {
  const counts = new Map<string, number>();
  return replay((request) => {
    const { pathname: path, searchParams } = new URL(request.path, 'http://localhost');
    onRequest(`${request.method} ${path} ${JSON.stringify(request.body)}`);
    const deployment = /\/deployments\/([^/]+)/.exec(path)?.[1] ?? String(request.body['model'] ?? '');
    const earlier = counts.get(deployment) ?? 0;
    counts.set(deployment, earlier + 1);
    // The stream of a response that is resumed.
    const body = searchParams.get('stream') === 'true' ? { stream: true } : request.body;
    const script = findOperation(path, deployment) ?? CHAT_SCRIPTS[deployment] ?? CHAT_SCRIPTS['missing']!;
    const answer = script(body, earlier);
    return typeof answer === 'string' ? answer : { ...answer, headers: { ...HEADERS, ...answer.headers } };
  });
}

function findOperation(path: string, deployment: string): ((body: Body) => Answer) | undefined {
  if (path.includes('/responses')) return answerResponses;
  if (path.endsWith('/chat/completions')) return undefined;
  const scripts = deployment === 'plain' ? { ...OPERATION_SCRIPTS, ...PLAIN_SCRIPTS } : OPERATION_SCRIPTS;
  return Object.entries(scripts).find(([end]) => path.endsWith(end))?.[1];
}
