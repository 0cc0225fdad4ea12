import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../format/numbers.ts';
import { CopyButton } from './copy-button.tsx';
import { FOLD_LENGTH, foldText } from './messages.ts';

/**
 * A text of any length, as text. One beyond 64 KB is folded.
 *
 * @param name what it is, for screen readers and for the button that copies all of it
 */
export function LongText({ text, name, foldAt = FOLD_LENGTH }: { text: string; name: string; foldAt?: number }): VNode {
  const [isWhole, setWhole] = useState(false);
  const folded = foldText(text, foldAt);
  return (
    <div class="text">
      <pre tabIndex={0} role="group" aria-label={name}>
        {isWhole || folded === undefined ? text : folded}
      </pre>
      <p class="actions">
        {folded !== undefined && (
          <>
            <span class="dim">
              {isWhole ? 'All' : `The first ${formatCount(folded.length)} of`} {formatCount(text.length)} characters
            </span>
            <button class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
              {isWhole ? 'Show less' : 'Show all'}
            </button>
          </>
        )}
        <CopyButton text={text} name={name} />
      </p>
    </div>
  );
}
