/** An account of the server. */
export interface StandInAccount {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  readonly kind?: string;
}

/** A request, read whole. */
export interface StandInRequest {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A fault. */
export interface Fault {
  /** Returns whether a request is affected. @default all are */
  readonly on?: (request: StandInRequest) => boolean;
  /** The number of affected requests. @default all, until it is removed */
  readonly times?: number;
  /** The answer; 'drop' closes the connection, 'hang' never answers. */
  readonly reply: Reply | 'drop' | 'hang';
}

export function errorReply(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

export function accountId({ subscriptionId, resourceGroup, name }: StandInAccount): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${name}`;
}
