import type { VNode } from 'preact';
import type { TraceSpan } from '../../../store/queries/call.ts';
import {
  formatCost,
  formatCounted,
  formatRetries,
  formatSeconds,
  formatUsd,
  noteUnpriced,
  UNPRICED,
} from '../format/numbers.ts';
import type { Tree, TreeNode } from './tree.ts';

/** Pixels. css/trace.css has the same. */
export const ROW_HEIGHT = 28;

/** Deeper levels are not indented further: the name needs its room. */
const MOST_INDENTED = 12;

/** A span in a treegrid: its name in the tree, its time, and its cost. */
export function SpanRow({
  node,
  index,
  tree,
  href,
  isOpen,
  isFocused,
  isCurrent,
}: {
  node: TreeNode;
  /** From 0, among the rows that are shown. */
  index: number;
  tree: Tree;
  href: string;
  isOpen: boolean;
  isFocused: boolean;
  isCurrent: boolean;
}): VNode {
  const { span, level, position, siblings, children } = node;
  return (
    <div
      role="row"
      class={`span ${isCurrent ? 'current' : ''} ${span.failed ? 'failed' : ''}`}
      style={{ top: `${index * ROW_HEIGHT}px` }}
      tabIndex={isFocused ? 0 : -1}
      data-index={index}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-rowindex={index + 2}
      aria-expanded={children.length > 0 ? isOpen : undefined}
      aria-current={isCurrent ? 'true' : undefined}
    >
      <span role="gridcell" class="span-name" style={{ paddingLeft: `${Math.min(level - 1, MOST_INDENTED) * 12}px` }}>
        <span class={`twisty ${children.length === 0 ? 'leaf' : ''}`} aria-hidden="true">
          {children.length === 0 ? '' : isOpen ? '▾' : '▸'}
        </span>
        <a href={href} tabIndex={-1} title={span.name}>
          {span.name}
        </a>
        {span.failed && <span class="bad"> failed</span>}
        {span.retries.length > 0 && (
          <span class="warn" title={`Waited for ${span.retries.map(formatSeconds).join(' and ')}`}>
            {' '}
            {formatRetries(span.retries.length)}
          </span>
        )}
      </span>
      <span role="gridcell" class="opt dim">
        {span.service}
      </span>
      <Bar node={node} tree={tree} />
      <span role="gridcell" class="n">
        {formatSeconds(span.duration)}
      </span>
      <CostCell node={node} />
    </div>
  );
}

function Bar({ node, tree: { start, duration } }: { node: TreeNode; tree: Tree }): VNode {
  const { span } = node;
  const { firstChunk } = span;
  const offset = (span.start - start) / 1000;
  const share = (seconds: number): number =>
    duration > 0 ? Math.min(100, Math.max(0, (seconds / duration) * 100)) : 0;
  // A mark at the very end has its room, too.
  const left = (seconds: number): string => `min(${share(seconds)}%, 100% - 2px)`;
  return (
    <span role="gridcell" class="bar">
      <span class="hide">
        after {formatSeconds(offset)}
        {firstChunk !== null && `, first chunk after ${formatSeconds(firstChunk)}`}
      </span>
      <i class={span.isCall ? 'call' : ''} style={{ left: left(offset), width: `${share(span.duration)}%` }} />
      {firstChunk !== null && (
        <i
          class="first"
          title={`First chunk after ${formatSeconds(firstChunk)}`}
          style={{ left: left(offset + firstChunk) }}
        />
      )}
      {findRetries(node).map((time, index) => (
        <i key={index} class="retry" title="Retry" style={{ left: left((time - start) / 1000) }} />
      ))}
    </span>
  );
}

/** Finds the starts of a call's retries: those of its HTTP requests after the first one, if they are traced. */
function findRetries({ span, children }: TreeNode): number[] {
  const { retries } = span;
  return retries.length > 0 && children.length === retries.length + 1
    ? children.slice(1).map((child) => child.span.start)
    : [];
}

function CostCell({ node: { span, total } }: { node: TreeNode }): VNode {
  if (span.isCall) {
    return (
      <span role="gridcell" class="n">
        {formatSpanCost(span)}
      </span>
    );
  }
  const isKnown = total.priced + total.unpriced > 0;
  const sum = isKnown ? `Σ ${formatCost(total)}` : '';
  return (
    <span
      role="gridcell"
      class="n dim"
      title={isKnown ? `Sum of ${formatCounted(total.calls, 'call')} below` : undefined}
    >
      {sum} {isKnown && noteUnpriced(total) !== '' && '+'}
    </span>
  );
}

function formatSpanCost({ cost, partial, unpriced }: TraceSpan): string {
  if (cost !== null) return formatUsd(cost);
  if (partial !== null) return `≥ ${formatUsd(partial)}`;
  return unpriced ? UNPRICED : '–';
}
