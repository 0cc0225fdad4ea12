import type { VNode } from 'preact';
import type { QueryResult } from '../../../store/queries/index.ts';
import { NoCalls } from '../charts/empty.tsx';
import { Answered, Panel } from '../charts/panel.tsx';
import { BROWSER_ZONE } from '../format/times.ts';
import { apiSearch, resolveRange } from '../shell/url-state.ts';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';
import { CallsTable } from './calls-table.tsx';
import { SearchForms } from './search-forms.tsx';

/** Calls of a page. */
const PAGE_SIZE = 50;

/** The view Calls: a list that is filtered, searched, sorted and exported. */
export function CallsView(): VNode {
  const { pick, search } = usePage();
  const offset = readOffset(search);
  const parameters = pick('text', 'attribute', 'sort', 'order');
  parameters.set('limit', String(PAGE_SIZE));
  if (offset > 0) parameters.set('offset', String(offset));
  const answer = useApi<QueryResult<'calls'>>('/api/calls', parameters);
  return (
    <>
      <SearchForms />
      <Answered answer={answer}>
        {({ calls, hasMore }) =>
          calls.length === 0 ? (
            <NothingFound />
          ) : (
            <Panel title="Calls" note={noteShown(offset, calls.length, hasMore)} actions={<Exports />}>
              <CallsTable calls={calls} />
              <Pager offset={offset} hasMore={hasMore} />
            </Panel>
          )
        }
      </Answered>
    </>
  );
}

function readOffset(search: URLSearchParams): number {
  const text = search.get('offset') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

function noteShown(offset: number, count: number, hasMore: boolean): string {
  const numbers = `${offset + 1} to ${offset + count}`;
  return hasMore ? `${numbers}, and more` : `${numbers} of ${offset + count}`;
}

/** Links to all calls of the filter, whatever page is shown. */
function Exports(): VNode {
  const { pick } = usePage();
  const query = apiSearch(pick('text', 'attribute', 'sort', 'order'), Date.now(), BROWSER_ZONE);
  return (
    <>
      <a class="link" href={`/api/calls.csv?${query}`} download="calls.csv">
        CSV
      </a>
      <a class="link" href={`/api/calls.ndjson?${query}`} download="calls.ndjson">
        JSON lines
      </a>
    </>
  );
}

/** Links to other pages. A range that ends now is held where it is, since new calls would shift the pages. */
function Pager({ offset, hasMore }: { offset: number; hasMore: boolean }): VNode | null {
  const { linkWith, range } = usePage();
  if (offset === 0 && !hasMore) return null;
  const held = { range: undefined, ...resolveRange(range, Date.now()) };
  const previous = Math.max(0, offset - PAGE_SIZE);
  return (
    <nav class="pager" aria-label="Pages">
      {offset > 0 && (
        <>
          <a class="button" href={linkWith({ offset: undefined })}>
            First
          </a>
          <a class="button" href={linkWith({ offset: previous > 0 ? previous : undefined })} rel="prev">
            Previous {PAGE_SIZE}
          </a>
        </>
      )}
      {hasMore && (
        <a class="button" href={linkWith({ ...held, offset: offset + PAGE_SIZE })} rel="next">
          Next {PAGE_SIZE}
        </a>
      )}
    </nav>
  );
}

function NothingFound(): VNode {
  const { search, linkWith } = usePage();
  const isSearch = search.has('text') || search.has('attribute');
  if (search.has('offset')) {
    return (
      <section class="s12 notice">
        <h2>There are no further calls</h2>
        <a class="button" href={linkWith({ offset: undefined })}>
          Show the first page
        </a>
      </section>
    );
  }
  if (!isSearch) return <NoCalls />;
  return (
    <section class="s12 notice">
      <h2>No calls have these words or attributes in this time range</h2>
      <p>Words are found in attributes, messages and responses. An attribute must have exactly the value.</p>
      <p class="buttons">
        <a class="button" href={linkWith({ text: undefined, attribute: undefined })}>
          Clear the search
        </a>
        <a class="button" href={linkWith({ range: '30d', from: undefined, to: undefined })}>
          Search the last 30 days
        </a>
      </p>
    </section>
  );
}
