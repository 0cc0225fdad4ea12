/** Thrown for a price table that cannot be used as it is. */
export class InvalidPricesError extends Error {
  override readonly name = 'InvalidPricesError';
  /** Everything that is wrong, one sentence each, naming the row and the field. */
  readonly problems: readonly string[];

  /** @param where the file, or the option, that holds the rows */
  constructor(where: string, problems: readonly string[], options?: ErrorOptions) {
    super(
      `${where} cannot be used as a price table:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
      options,
    );
    this.problems = problems;
  }
}
