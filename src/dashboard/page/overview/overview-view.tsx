import type { VNode } from 'preact';

/** The view Overview. */
export function OverviewView(): VNode {
  return <p class="s12 dim">This view is not built yet.</p>;
}
