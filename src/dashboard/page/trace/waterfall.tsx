import type { TargetedKeyboardEvent, TargetedMouseEvent, VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TraceSpan } from '../../../store/queries/call.ts';
import { formatSeconds } from '../format/numbers.ts';
import { navigate } from '../shell/location.ts';
import { usePage } from '../shell/use-page.ts';
import { applyKey, buildTree, listVisible, type TreeNode } from './tree.ts';
import { ROW_HEIGHT, SpanRow } from './span-row.tsx';

/** More rows are rendered only where they are seen. */
const MOST_RENDERED = 2000;

/** Rows rendered above and below those that are seen. */
const MARGIN = 30;

/** The spans of a trace as a treegrid: https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/ */
export function Waterfall({
  traceId,
  spans,
  current,
  isTall = false,
}: {
  traceId: string;
  spans: readonly TraceSpan[];
  /** The id of the span that the view is about. */
  current: string;
  isTall?: boolean;
}): VNode {
  const { linkTo, linkWith, path } = usePage();
  const tree = useMemo(() => buildTree(spans), [spans]);
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => listVisible(tree.roots, collapsed), [tree, collapsed]);
  const [focused, setFocused] = useState(current);
  const focusedIndex = useMemo(
    () =>
      Math.max(
        0,
        rows.findIndex(({ span }) => span.spanId === focused),
      ),
    [rows, focused],
  );
  const { box, range, reveal } = useWindow(rows.length);
  const wantsFocus = useRef(false);

  useEffect(() => reveal(focusedIndex, true), []);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    box.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus({ preventScroll: true });
  });

  const hrefOf = ({ isCall, spanId }: TraceSpan): string => {
    if (isCall && spanId !== current) return linkTo(`/calls/${traceId}/${spanId}`);
    return path.startsWith('/traces/') ? linkWith({ span: spanId }) : linkTo(`/traces/${traceId}`, { span: spanId });
  };
  const focusRow = (index: number): void => {
    wantsFocus.current = true;
    setFocused(rows[index]!.span.spanId);
    reveal(index);
  };
  const setOpen = (nodes: readonly TreeNode[], isOpen: boolean): void => {
    const next = new Set(collapsed);
    for (const { span } of nodes)
      if (isOpen) next.delete(span.spanId);
      else next.add(span.spanId);
    setCollapsed(next);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const node = rows[focusedIndex];
    if (event.key === 'Enter' && node) navigate(hrefOf(node.span));
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const effect = applyKey(event.key, rows, focusedIndex, collapsed, page);
    if (!effect) return;
    event.preventDefault();
    if ('focus' in effect) focusRow(effect.focus);
    else if ('collapse' in effect) setOpen([effect.collapse], false);
    else if ('expand' in effect) setOpen([effect.expand], true);
    else setOpen(effect.expandSiblings.parent?.children ?? tree.roots, true);
  };
  /** Handles the clicks of all rows. */
  const onClick = (event: TargetedMouseEvent<HTMLElement>): void => {
    const target = event.target as Element;
    const index = Number(target.closest<HTMLElement>('[role=row]')?.dataset['index'] ?? -1);
    const node = rows[index];
    if (!node) return;
    setFocused(node.span.spanId);
    if (target.closest('.twisty')) setOpen([node], collapsed.has(node.span.spanId));
  };

  const shown = rows.length <= MOST_RENDERED ? rows.map((_, index) => index) : pick(range, focusedIndex);
  const parents = useMemo(
    () => listVisible(tree.roots, new Set()).filter(({ children }) => children.length > 0),
    [tree],
  );
  return (
    <div class="waterfall">
      {parents.length > 1 && (
        <p class="actions">
          <button class="link" onClick={() => setCollapsed(new Set())}>
            Expand all
          </button>
          <button
            class="link"
            onClick={() =>
              setOpen(
                parents.filter(({ level }) => level > 1 || tree.roots.length > 1),
                false,
              )
            }
          >
            Collapse all
          </button>
        </p>
      )}
      <div
        ref={box}
        class={`rows-box ${isTall ? 'high' : ''}`}
        role="treegrid"
        aria-label="Spans of the trace"
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
        onClick={onClick}
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

interface Window {
  readonly box: { current: HTMLDivElement | null };
  /** The first row to render, and the first one after them. */
  readonly range: readonly [number, number];
  /** Scrolls to a row, if it is not seen. `isCentred`: into the middle. */
  readonly reveal: (index: number, isCentred?: boolean) => void;
}

/** Follows which rows of a scrolled box are seen. */
function useWindow(count: number): Window {
  const box = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  useEffect(() => {
    const element = box.current!;
    const follow = (): void => setFirst(Math.floor(element.scrollTop / ROW_HEIGHT));
    element.addEventListener('scroll', follow, { passive: true });
    return () => element.removeEventListener('scroll', follow);
  }, []);
  const seen = Math.ceil((box.current?.clientHeight ?? 600) / ROW_HEIGHT);
  const start = Math.max(0, Math.min(first, count - 1) - MARGIN);
  return {
    box,
    range: [start, Math.min(count, first + seen + MARGIN)],
    reveal: (index, isCentred = false) => {
      const element = box.current;
      if (!element) return;
      // The heading covers the height of a row.
      const [top, height] = [index * ROW_HEIGHT, element.clientHeight - ROW_HEIGHT];
      if (top >= element.scrollTop && top + ROW_HEIGHT <= element.scrollTop + height) return;
      if (isCentred) element.scrollTop = top - height / 2;
      else element.scrollTop = top < element.scrollTop ? top : top + ROW_HEIGHT - height;
    },
  };
}
