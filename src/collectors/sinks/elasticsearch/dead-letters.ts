import { createHash } from 'node:crypto';
import type { DeadLetters } from '../../contracts/dead-letters.ts';
import type { DeadLetter, Document } from '../../contracts/document.ts';
import { DeadLettersError } from './dead-letters-error.ts';
import type { ElasticsearchSinkOptions } from './options.ts';
import { bulkSink } from './sink.ts';

/** Options of {@link elasticsearchDeadLetters}. */
export interface ElasticsearchDeadLettersOptions extends ElasticsearchSinkOptions {
  /** Last part of the data stream's name. @default 'default' */
  readonly namespace?: string;
  /** Another data stream, or index. @default `logs-azure_openai.dead_letter-{namespace}` */
  readonly index?: string;
}

const DATASET = 'azure_openai.dead_letter';

/**
 * Dead letters in a data stream: the reason is `error.message`, the body `event.original`, the origin as a JSON text
 * `origin`, and `@timestamp` when the letter was written. A letter's id follows from origin and body, so that a batch
 * that comes again stores its letters once.
 *
 * @returns a write rejects if a letter is not stored, with a {@link DeadLettersError} or what `elasticsearchSink` throws
 * @throws ElasticsearchSetupError if the options can't be used
 */
export function elasticsearchDeadLetters(options: ElasticsearchDeadLettersOptions): DeadLetters {
  const { namespace = 'default', index, ...connection } = options;
  const dataStream = { type: 'logs', dataset: DATASET, namespace } as const;
  const sink = bulkSink(connection, () => index ?? `logs-${DATASET}-${namespace}`);
  return {
    write: async (letters) => {
      const outcomes = await sink.write(
        letters.map((letter) => ({
          id: letterId(letter),
          dataStream,
          fields: { ...letterFields(letter), ...(index === undefined && { data_stream: dataStream }) },
        })),
      );
      for (const outcome of outcomes) {
        if (outcome.status !== 'accepted') throw new DeadLettersError(outcome.reason);
      }
    },
    close: () => sink.close(),
  };
}

function letterId({ origin, body }: DeadLetter): string {
  return createHash('sha256')
    .update(JSON.stringify([origin, body]))
    .digest('base64url');
}

/** The origin is one text, since the type of each of its fields would follow from the first letter, and refuse others. */
function letterFields({ reason, origin, body }: DeadLetter): Document['fields'] {
  return {
    '@timestamp': new Date().toISOString(),
    error: { message: reason },
    event: { original: body },
    origin: JSON.stringify(origin),
  };
}
