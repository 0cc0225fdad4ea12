/**
 * What is wrong with a text that `JSON.parse` refused. V8's message may quote the text, and so a prompt: only the
 * position is taken from it.
 */
export function jsonProblem(error: unknown): string {
  const message = error instanceof SyntaxError ? error.message : '';
  const position = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message)?.[1];
  if (position !== undefined) return `no JSON: wrong from position ${position} on`;
  return message === 'Unexpected end of JSON input' ? 'no JSON: it breaks off' : 'no JSON';
}
