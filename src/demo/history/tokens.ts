import { readUsage } from '../../pricing/index.ts';

/** Tokens of a deployment: those of `cached` are in `input`, too. */
export interface TokenSum {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** Adds up tokens by deployment. */
export function addTokens(sums: Map<string, TokenSum>, deployment: string, added: TokenSum): void {
  const { input, cached, output } = sums.get(deployment) ?? { input: 0, cached: 0, output: 0 };
  sums.set(deployment, {
    input: input + added.input,
    cached: cached + added.cached,
    output: output + added.output,
  });
}

/** Reads the tokens that Azure bills for an answer; none for a failure. @param usage as the answer has it */
export function tokensOf(usage: unknown): TokenSum | undefined {
  const counts = readUsage(usage);
  return counts && { input: counts.input, cached: counts.cachedInput ?? 0, output: counts.output };
}
