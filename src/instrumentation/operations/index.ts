import type { Operation } from '../internal-types.ts';
import { chat } from './chat.ts';

/** All operations that are observed. */
export const operations: readonly Operation[] = [chat];
