import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TraceSpan } from '../../../store/queries/call.ts';
import { formatSeconds } from '../format/numbers.ts';
import { usePage } from '../shell/use-page.ts';
import { ROW_HEIGHT, SpanRow } from './span-row.tsx';
import { buildTree, listVisible } from './tree.ts';
import { type Treegrid, useTreegrid } from './use-treegrid.ts';

/** More rows are rendered only where they are seen. */
const MOST_RENDERED = 2000;

interface WaterfallProps {
  readonly traceId: string;
  readonly spans: readonly TraceSpan[];
  /** The id of the span that the view is about. */
  readonly current: string;
  readonly isTall?: boolean;
}

/** The spans of a trace as a treegrid: https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/ */
export function Waterfall({ traceId, spans, current, isTall = false }: WaterfallProps): VNode {
  const { linkTo, linkWith, path } = usePage();
  const tree = useMemo(() => buildTree(spans), [spans]);
  const hrefOf = ({ isCall, spanId }: TraceSpan): string => {
    if (isCall && spanId !== current) return linkTo(`/calls/${traceId}/${spanId}`);
    return path.startsWith('/traces/') ? linkWith({ span: spanId }) : linkTo(`/traces/${traceId}`, { span: spanId });
  };
  const grid = useTreegrid(tree, current, hrefOf);
  const { rows, collapsed, focusedIndex } = grid;
  const shown = rows.length <= MOST_RENDERED ? rows.map((_, index) => index) : pick(grid.range, focusedIndex);
  return (
    <div class="waterfall">
      <Toggles grid={grid} />
      <div
        ref={grid.box}
        class={`rows-box ${isTall ? 'high' : ''}`}
        role="treegrid"
        aria-label="Spans of the trace"
        aria-rowcount={rows.length + 1}
        onKeyDown={grid.onKeyDown}
        onClick={grid.onClick}
      >
        <Heading duration={tree.duration} />
        <div role="rowgroup" class="spans" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
          {shown.map((index) => {
            const node = rows[index]!;
            const { span } = node;
            return (
              <SpanRow
                key={span.spanId}
                node={node}
                index={index}
                tree={tree}
                href={hrefOf(span)}
                isOpen={!collapsed.has(span.spanId)}
                isFocused={index === focusedIndex}
                isCurrent={span.spanId === current}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Buttons for all spans at once. A single root stays open: closed, it would hide everything. */
function Toggles({ grid: { tree, setOpen, openAll } }: { grid: Treegrid }): VNode | null {
  const parents = useMemo(
    () => listVisible(tree.roots, new Set()).filter(({ children }) => children.length > 0),
    [tree],
  );
  if (parents.length < 2) return null;
  const inner = tree.roots.length > 1 ? parents : parents.filter(({ level }) => level > 1);
  return (
    <p class="actions">
      <button class="link" onClick={openAll}>
        Expand all
      </button>
      <button class="link" onClick={() => setOpen(inner, false)}>
        Collapse all
      </button>
    </p>
  );
}

function Heading({ duration }: { duration: number }): VNode {
  return (
    <div role="rowgroup" class="span-head">
      <div role="row" aria-rowindex={1} class="span">
        <span role="columnheader">Span</span>
        <span role="columnheader" class="opt">
          Service
        </span>
        <span role="columnheader" class="scale">
          <span>Time</span>
          <span>{formatSeconds(duration)}</span>
        </span>
        <span role="columnheader" class="n">
          Duration
        </span>
        <span role="columnheader" class="n">
          Cost
        </span>
      </div>
    </div>
  );
}

/** Lists the rows of a range, and the row that has the focus, which must not vanish. */
function pick([first, last]: readonly [number, number], focused: number): number[] {
  const range = Array.from({ length: last - first }, (_, index) => first + index);
  if (focused < first) return [focused, ...range];
  return focused < last ? range : [...range, focused];
}
