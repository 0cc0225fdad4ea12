import type { VNode } from 'preact';

/** The view Calls. */
export function CallsView(): VNode {
  return <p class="s12 dim">This view is not built yet.</p>;
}
