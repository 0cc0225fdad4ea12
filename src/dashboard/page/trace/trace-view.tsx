import type { VNode } from 'preact';

/** The view Trace. */
export function TraceView(): VNode {
  return <p class="s12 dim">This view is not built yet.</p>;
}
