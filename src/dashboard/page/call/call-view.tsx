import type { VNode } from 'preact';

/** The view Call. */
export function CallView(): VNode {
  return <p class="s12 dim">This view is not built yet.</p>;
}
