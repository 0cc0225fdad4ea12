import type { Operation } from '../call.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { responses } from './responses.ts';

/** The operations that the simulator speaks. */
export const OPERATIONS: readonly Operation[] = [chat, completions, embeddings, responses];
