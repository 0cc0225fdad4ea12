import type { AmqpError } from 'rhea';

/** Errors of the service. The client recognizes them by condition, and some by the words of their description. */
export function entityNotFound(entity: string): AmqpError {
  return { condition: 'amqp:not-found', description: `The messaging entity '${entity}' could not be found.` };
}

export function listenClaimMissing(entity: string): AmqpError {
  return {
    condition: 'amqp:unauthorized-access',
    description: `Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: '${entity}'.`,
  };
}

export function linkStolen(epoch: number): AmqpError {
  return {
    condition: 'amqp:link:stolen',
    description:
      `New receiver with higher or equal epoch of '${epoch}' is created hence current receiver is getting ` +
      `disconnected.`,
  };
}

export function badSelector(filter: string): AmqpError {
  return { condition: 'com.microsoft:argument-error', description: `The supplied filter '${filter}' is invalid.` };
}

export function messageTooLarge(bytes: number, limit: number): AmqpError {
  return {
    condition: 'amqp:link:message-size-exceeded',
    description: `The received message (size:${bytes} bytes) exceeds the limit (${limit} bytes) currently allowed.`,
  };
}
