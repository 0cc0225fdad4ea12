import type { VNode } from 'preact';

/** The view Limits. */
export function LimitsView(): VNode {
  return <p class="s12 dim">This view is not built yet.</p>;
}
