/** Describes an error and its causes in one line: `fetch failed: connect ECONNREFUSED 127.0.0.1:9200`. */
export function describeError(error: unknown): string {
  const messages: string[] = [];
  for (let one: unknown = error; one instanceof Error && messages.length < 4; one = one.cause) {
    const [line = ''] = (one.message || String((one as NodeJS.ErrnoException).code ?? one.name)).split('\n');
    if (!messages.some((message) => message.includes(line))) messages.push(line);
  }
  return messages.join(': ') || String(error);
}
