import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** A button that copies a text. @param name what is copied, for screen readers */
export function CopyButton({ text, name }: { text: string; name: string }): VNode {
  const [note, setNote] = useState('');
  const copy = (): void => {
    copyText(text).then(
      () => setNote('Copied'),
      () => setNote('Not copied: select the text instead'),
    );
  };
  return (
    <>
      <button class="link" aria-label={`Copy ${name}`} onClick={copy} onBlur={() => setNote('')}>
        {note || 'Copy'}
      </button>
      <span class="hide" role="status">
        {note}
      </span>
    </>
  );
}

/** Browsers have a clipboard on loopback and over HTTPS alone. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'hide';
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (!isCopied) throw new Error('the browser refuses to copy');
}
