import type { ComponentChildren, VNode } from 'preact';
import type { CallSummary } from '../../../store/queries/calls.ts';
import { formatCallCost, formatCount, formatSeconds } from '../format/numbers.ts';
import { formatDateTime, formatExactTime } from '../format/times.ts';
import { type Page, usePage } from '../shell/use-page.ts';
import { ResultTag } from './result-tag.tsx';

interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  /** The parameter `sort` that sorts by it. */
  readonly sort?: string;
  readonly render: (call: CallSummary, page: Page) => ComponentChildren;
}

const COLUMNS: readonly Column[] = [
  { title: 'Time', sort: 'time', render: renderTime },
  { title: 'Deployment', render: ({ deployment }) => <Name value={deployment} /> },
  { title: 'Result', render: (call) => <ResultTag call={call} /> },
  { title: 'Cost', isNumber: true, sort: 'cost', render: formatCallCost },
  { title: 'Duration', isNumber: true, sort: 'duration', render: ({ duration }) => formatSeconds(duration) },
  { title: 'First chunk', isNumber: true, render: ({ firstChunk }) => formatSeconds(firstChunk) },
  { title: 'Input', isNumber: true, sort: 'tokens', render: ({ input }) => formatTokens(input) },
  { title: 'Cached', isNumber: true, render: ({ cached }) => formatTokens(cached) },
  { title: 'Output', isNumber: true, render: ({ output }) => formatTokens(output) },
  { title: 'Tenant', render: ({ tenant }) => <Name value={tenant} /> },
  { title: 'Service', render: ({ service }) => <Name value={service} /> },
  { title: 'Model', render: ({ model }) => <span class="dim">{model || '–'}</span> },
];

/** A list of calls. */
export function CallsTable({ calls }: { calls: readonly CallSummary[] }): VNode {
  const page = usePage();
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Calls, a wide table">
      <table class="calls">
        <caption class="hide">Calls. Times are of {page.timeZone}.</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <Header key={column.title} column={column} page={page} />
            ))}
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={`${call.traceId}${call.spanId}`}>
              {COLUMNS.map(({ title, isNumber, render }, index) => {
                const content = render(call, page);
                if (index === 0) return <th scope="row">{content}</th>;
                return (
                  <td key={title} class={`${isNumber ? 'n' : ''} ${content === '–' ? 'dim' : ''}`}>
                    {content}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Header({ column: { title, isNumber, sort }, page }: { column: Column; page: Page }): VNode {
  if (sort === undefined) {
    return (
      <th scope="col" class={isNumber ? 'n' : ''}>
        {title}
      </th>
    );
  }
  const isSorted = (page.search.get('sort') ?? 'time') === sort;
  const isAscending = page.search.get('order') === 'asc';
  const direction = isAscending ? 'ascending' : 'descending';
  const changes = {
    sort: sort === 'time' ? undefined : sort,
    order: isSorted && !isAscending ? 'asc' : undefined,
    offset: undefined,
  };
  return (
    <th scope="col" class={isNumber ? 'n' : ''} aria-sort={isSorted ? direction : undefined}>
      <a class="sort" href={page.linkWith(changes)}>
        {title}
        {isSorted && <span aria-hidden="true"> {isAscending ? '↑' : '↓'}</span>}
      </a>
    </th>
  );
}

function renderTime({ start, traceId, spanId }: CallSummary, { timeZone, linkTo }: Page): VNode {
  return (
    <a href={linkTo(`/calls/${traceId}/${spanId}`)} title={formatExactTime(start, timeZone)}>
      {formatDateTime(start, timeZone, { seconds: true })}
    </a>
  );
}

function Name({ value }: { value: string }): VNode {
  return value === '' ? (
    <span class="dim">–</span>
  ) : (
    <span class="short" title={value}>
      {value}
    </span>
  );
}

function formatTokens(count: number | null): string {
  return count === null ? '–' : formatCount(count);
}
