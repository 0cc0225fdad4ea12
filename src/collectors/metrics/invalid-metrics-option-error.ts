/** Thrown at once when an option of {@link azureMonitorMetrics} can't be used. */
export class InvalidMetricsOptionError extends Error {
  override readonly name = 'InvalidMetricsOptionError';
  /** Name of the option, such as `subscriptionIds`. */
  readonly option: string;
  readonly problem: string;

  constructor(option: string, problem: string, errorOptions?: ErrorOptions) {
    super(`Option ${option} of the metrics can't be used: ${problem}`, errorOptions);
    this.option = option;
    this.problem = problem;
  }
}
