import type { RefObject, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TraceSpan } from '../../../store/queries/call.ts';
import { navigate } from '../shell/location.ts';
import { ROW_HEIGHT } from './span-row.tsx';
import { applyKey, listVisible, type Tree, type TreeNode } from './tree.ts';

/** The state of a treegrid, and its handlers. */
export interface Treegrid {
  readonly tree: Tree;
  readonly rows: readonly TreeNode[];
  readonly collapsed: ReadonlySet<string>;
  /** The only row that Tab reaches. */
  readonly focusedIndex: number;
  readonly box: RefObject<HTMLDivElement | null>;
  /** The first row that is seen or near, and the first one after them. */
  readonly range: readonly [number, number];
  readonly setOpen: (nodes: readonly TreeNode[], isOpen: boolean) => void;
  readonly openAll: () => void;
  readonly onKeyDown: (event: TargetedKeyboardEvent<HTMLElement>) => void;
  readonly onClick: (event: TargetedMouseEvent<HTMLElement>) => void;
}

/** Keeps which rows of a tree are open and which one has the focus. Enter follows the link of a row. */
export function useTreegrid(tree: Tree, current: string, hrefOf: (span: TraceSpan) => string): Treegrid {
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
  /** The span whose row gets the focus as soon as it is rendered. */
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => reveal(focusedIndex, true), []);
  // Keys may come faster than effects after a paint: a layout effect never sees the row of an earlier render.
  useLayoutEffect(() => {
    if (wanted.current === undefined || rows[focusedIndex]?.span.spanId !== wanted.current) return;
    wanted.current = undefined;
    box.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus({ preventScroll: true });
  });

  const setOpen = (nodes: readonly TreeNode[], isOpen: boolean): void => {
    const next = new Set(collapsed);
    for (const { span } of nodes) {
      if (isOpen) next.delete(span.spanId);
      else next.add(span.spanId);
    }
    setCollapsed(next);
  };
  const focusRow = (index: number): void => {
    reveal(index);
    if (index === focusedIndex) return;
    wanted.current = rows[index]!.span.spanId;
    setFocused(wanted.current);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const node = rows[focusedIndex];
    if (!node || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter') navigate(hrefOf(node.span));
    const page = Math.max(1, Math.floor(box.current!.clientHeight / ROW_HEIGHT) - 2);
    const effect = applyKey(event.key, rows, focusedIndex, collapsed, page);
    if (effect === undefined) return;
    event.preventDefault();
    if ('focus' in effect) focusRow(effect.focus);
    else if ('collapse' in effect) setOpen([effect.collapse], false);
    else if ('expand' in effect) setOpen([effect.expand], true);
    else setOpen(node.parent?.children ?? tree.roots, true);
  };
  const onClick = (event: TargetedMouseEvent<HTMLElement>): void => {
    const target = event.target as Element;
    const node = rows[Number(target.closest<HTMLElement>('[role=row]')?.dataset['index'] ?? -1)];
    if (!node) return;
    setFocused(node.span.spanId);
    if (target.closest('.twisty')) setOpen([node], collapsed.has(node.span.spanId));
  };
  const openAll = (): void => setCollapsed(new Set());
  return { tree, rows, collapsed, focusedIndex, box, range, setOpen, openAll, onKeyDown, onClick };
}

/** Rows rendered above and below those that are seen. */
const MARGIN = 30;

interface Window {
  readonly box: RefObject<HTMLDivElement | null>;
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
  const reveal = (index: number, isCentred = false): void => {
    const element = box.current;
    if (!element) return;
    // The heading covers the height of a row.
    const [top, height] = [index * ROW_HEIGHT, element.clientHeight - ROW_HEIGHT];
    if (top >= element.scrollTop && top + ROW_HEIGHT <= element.scrollTop + height) return;
    if (isCentred) element.scrollTop = top - height / 2;
    else element.scrollTop = top < element.scrollTop ? top : top + ROW_HEIGHT - height;
  };
  return { box, range: [start, Math.min(count, first + seen + MARGIN)], reveal };
}
