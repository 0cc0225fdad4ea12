import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

/** A button that opens a small panel. Escape, or leaving the panel, closes it. */
export function Popover({
  label,
  name,
  isOn = false,
  align = 'left',
  children,
}: {
  label: ComponentChildren;
  /** The name of the button and the panel for screen readers. */
  name: string;
  /** Whether something in the panel is set. */
  isOn?: boolean;
  align?: 'left' | 'right';
  children: (close: () => void) => ComponentChildren;
}): VNode {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return undefined;
    box.current?.querySelector<HTMLElement>('.panel input, .panel button')?.focus();
    const closeOutside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [isOpen]);
  return (
    <div class="popover" ref={box} onKeyDown={(event) => isOpen && event.key === 'Escape' && close()}>
      <button
        ref={button}
        class={`chip ${isOn ? 'on' : ''}`}
        aria-label={name}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && (
        <div id={id} class={`panel ${align}`} role="group" aria-label={name}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
