import type { VNode } from 'preact';
import type { QueryResult } from '../../../store/queries/index.ts';
import { CopyButton } from '../call/copy-button.tsx';
import { hasFilters, FILTERS } from '../shell/url-state.ts';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';

/** Says why there are no calls to show, and what to do next. */
export function NoCalls(): VNode | null {
  const { search, linkWith } = usePage();
  const { data: values } = useApi<QueryResult<'values'>>('/api/values');
  if (!values) return null;
  const isStoreEmpty = Object.values(values).every((list) => list.length === 0);
  if (isStoreEmpty) return <NoData />;
  const isFiltered = hasFilters(search);
  return (
    <section class="s12 notice">
      <h2>{isFiltered ? 'No calls have these values in this time range' : 'No calls in this time range'}</h2>
      <p>There are calls at other times, or with other values.</p>
      <p class="buttons">
        {isFiltered && (
          <a class="button" href={linkWith(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}>
            Clear the filters
          </a>
        )}
        <a class="button" href={linkWith({ range: '30d', from: undefined, to: undefined })}>
          Show the last 30 days
        </a>
      </p>
    </section>
  );
}

function NoData(): VNode {
  const isLoopback = /^(localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
  return (
    <section class="s12 notice">
      <h2>Nothing has arrived yet</h2>
      <p>Start your app with these two lines. Its calls appear here by themselves.</p>
      <Code
        text={`export OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin}\nnode --import opentelemetry-instrumentation-azure-openai/register app.js`}
      />
      <p>
        Any other OpenTelemetry SDK or Collector may send here too: OTLP over HTTP, to <code>{location.origin}</code>.
        {isLoopback ? '' : ' The terminal of the dashboard shows the header with the token that senders need.'} For an
        example without an app: <code>npx azure-openai-otel demo</code>
      </p>
    </section>
  );
}

/** Text to type elsewhere, with a button that copies it. */
export function Code({ text }: { text: string }): VNode {
  return (
    <div class="code">
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} name="the text" />
    </div>
  );
}
