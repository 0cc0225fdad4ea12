/** Thrown when Azure refuses the event hub or its checkpoint storage, and no waiting will mend it. */
export class EventHubAccessError extends Error {
  override readonly name = 'EventHubAccessError';
  /** Azure's own name for the reason, such as `UnauthorizedError`, `AuthorizationPermissionMismatch`, `AADSTS7000215`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`${message} (${code})`, options);
    this.code = code;
  }
}
