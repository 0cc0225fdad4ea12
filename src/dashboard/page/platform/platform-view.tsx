import type { VNode } from 'preact';

/** The view Platform. */
export function PlatformView(): VNode {
  return <p class="s12 dim">This view is not built yet.</p>;
}
