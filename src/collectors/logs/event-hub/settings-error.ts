/** Thrown when a setting of the event hub or of its checkpoint storage is missing or wrong. */
export class EventHubSettingsError extends Error {
  override readonly name = 'EventHubSettingsError';
  /** Name of the setting in Elastic's Azure OpenAI integration, such as `connection_string`. */
  readonly setting: string;

  /** @param problem goes on from the setting's name, as in "must be …" */
  constructor(setting: string, problem: string, options?: ErrorOptions) {
    super(`${setting} ${problem}`, options);
    this.setting = setting;
  }
}
