/** An account that the stand-in has. */
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
  /** Without the query. */
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

/** Something that goes wrong. */
export interface Fault {
  /** Which requests. @default all */
  readonly on?: (request: StandInRequest) => boolean;
  /** How often. @default always, until it is removed */
  readonly times?: number;
  /** What is answered; 'drop' closes the connection, 'hang' never answers. */
  readonly reply: Reply | 'drop' | 'hang';
}

export function errorReply(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

export function accountId({ subscriptionId, resourceGroup, name }: StandInAccount): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${name}`;
}
