import type { TraceSpan } from '../../../store/queries/call.ts';

/** A span in the tree of its trace. */
export interface TreeNode {
  readonly span: TraceSpan;
  readonly children: TreeNode[];
  /** 1 for a root. */
  level: number;
  /** From 1, among its siblings. */
  position: number;
  siblings: number;
  parent: TreeNode | undefined;
  readonly total: TreeTotal;
}

/** Sums over a span and all below it. */
export interface TreeTotal {
  calls: number;
  failed: number;
  /** USD of the calls whose cost is known. */
  cost: number;
  /** Calls whose cost is known. */
  priced: number;
  /** Calls whose cost is not known, or known in part: `cost` lacks them. */
  unpriced: number;
  retries: number;
  /** Spans, without this one. */
  spans: number;
}

/** The spans of a trace as a tree. */
export interface Tree {
  readonly roots: readonly TreeNode[];
  readonly total: TreeTotal;
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Seconds from the start of the first span to the end of the last one. */
  readonly duration: number;
}

/** Makes the tree of spans. A span whose parent is not among them is a root; so is one of a circle of parents. */
export function buildTree(spans: readonly TraceSpan[]): Tree {
  const nodes = new Map(spans.map((span) => [span.spanId, makeNode(span)]));
  const roots: TreeNode[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.span.parentSpanId);
    if (parent === undefined || parent === node) roots.push(node);
    else parent.children.push(node);
  }
  const ordered = walk(roots, nodes);
  for (const node of ordered.toReversed()) if (node.parent) addTotal(node.parent.total, node.total, 1);
  const total = emptyTotal();
  for (const root of roots) addTotal(total, root.total, 1);
  const start = spans.reduce((earliest, span) => Math.min(earliest, span.start), spans[0]?.start ?? 0);
  const end = spans.reduce((latest, span) => Math.max(latest, span.start + span.duration * 1000), start);
  return { roots, total, start, duration: (end - start) / 1000 };
}

/** Sets levels and positions, depth first and without recursion: a trace may be thousands of spans deep. */
function walk(roots: TreeNode[], nodes: ReadonlyMap<string, TreeNode>): TreeNode[] {
  const ordered: TreeNode[] = [];
  const seen = new Set<TreeNode>();
  const visit = (root: TreeNode): void => {
    const waiting = [root];
    seen.add(root);
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      ordered.push(node);
      const own = node.children.filter((child) => !seen.has(child));
      node.children.splice(0, node.children.length, ...own);
      for (const [index, child] of own.entries()) {
        seen.add(child);
        Object.assign(child, { parent: node, level: node.level + 1, position: index + 1, siblings: own.length });
      }
      for (const child of own.toReversed()) waiting.push(child);
    }
  };
  for (const root of roots) visit(root);
  for (const node of nodes.values()) {
    if (seen.has(node)) continue;
    roots.push(node);
    visit(node);
  }
  for (const [index, root] of roots.entries()) Object.assign(root, { position: index + 1, siblings: roots.length });
  return ordered;
}

function makeNode(span: TraceSpan): TreeNode {
  const total = { ...emptyTotal(), retries: span.retries.length };
  if (span.isCall) {
    total.calls = 1;
    total.failed = Number(span.failed);
    total.cost = span.cost ?? 0;
    total.priced = Number(span.cost !== null);
    total.unpriced = Number(span.unpriced);
  }
  return { span, children: [], level: 1, position: 1, siblings: 1, parent: undefined, total };
}

function emptyTotal(): TreeTotal {
  return { calls: 0, failed: 0, cost: 0, priced: 0, unpriced: 0, retries: 0, spans: 0 };
}

function addTotal(sum: TreeTotal, own: TreeTotal, spans: number): void {
  for (const key of Object.keys(sum) as (keyof TreeTotal)[]) sum[key] += own[key];
  sum.spans += spans;
}

/** Lists the nodes that are shown, in their order: those below a collapsed one are not. */
export function listVisible(roots: readonly TreeNode[], collapsed: ReadonlySet<string>): TreeNode[] {
  const visible: TreeNode[] = [];
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    visible.push(node);
    if (collapsed.has(node.span.spanId)) continue;
    for (let index = node.children.length - 1; index >= 0; index -= 1) waiting.push(node.children[index]!);
  }
  return visible;
}

/** The effect of a key in a treegrid whose rows have the focus. */
export type KeyEffect =
  | { readonly focus: number }
  | { readonly collapse: TreeNode }
  | { readonly expand: TreeNode }
  | { readonly expandAll: 'siblings' }
  | undefined;

/**
 * Decides what a key does, by the pattern "treegrid" of the ARIA Authoring Practices.
 *
 * @param page rows of a page, for PageUp and PageDown
 */
export function applyKey(
  key: string,
  rows: readonly TreeNode[],
  index: number,
  collapsed: ReadonlySet<string>,
  page: number,
): KeyEffect {
  const node = rows[index];
  if (!node) return undefined;
  const within = (wanted: number): KeyEffect => ({ focus: Math.max(0, Math.min(rows.length - 1, wanted)) });
  const isOpen = node.children.length > 0 && !collapsed.has(node.span.spanId);
  switch (key) {
    case 'ArrowDown':
      return within(index + 1);
    case 'ArrowUp':
      return within(index - 1);
    case 'PageDown':
      return within(index + page);
    case 'PageUp':
      return within(index - page);
    case 'Home':
      return within(0);
    case 'End':
      return within(rows.length - 1);
    case 'ArrowRight':
      if (isOpen) return within(index + 1);
      return node.children.length > 0 ? { expand: node } : undefined;
    case 'ArrowLeft':
      if (isOpen) return { collapse: node };
      return node.parent ? within(rows.indexOf(node.parent)) : undefined;
    case '*':
      return { expandAll: 'siblings' };
    default:
      return undefined;
  }
}
