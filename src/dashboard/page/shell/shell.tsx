import type { FunctionComponent, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CallView } from '../call/call-view.tsx';
import { CallsView } from '../calls/calls-view.tsx';
import { Answered } from '../charts/panel.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import { TraceView } from '../trace/trace-view.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useLive } from './live.tsx';
import { RangePicker } from './range-picker.tsx';
import { type FilterName, FILTERS } from './url-state.ts';
import type { Answer, Failure } from './use-api.ts';
import { usePage } from './use-page.ts';

/** Parameters of a view that are in its path. */
export interface ViewProps {
  readonly traceId: string;
  readonly spanId: string;
}

interface Route {
  readonly path: RegExp;
  readonly title: string;
  readonly view: FunctionComponent<ViewProps>;
  /** Path in the navigation. */
  readonly link?: string;
  /** The path of the navigation that it belongs to. */
  readonly belongsTo?: string;
  /** Whether the view is of a time range. @default true */
  readonly hasRange?: boolean;
  /** Filters that apply. @default all, if the view is of a time range */
  readonly filters?: readonly FilterName[];
  /** Whether the time zone applies. @default true */
  readonly hasTimeZone?: boolean;
}

const ROUTES: readonly Route[] = [
  { path: /^\/$/, title: 'Overview', view: OverviewView, link: '/' },
  { path: /^\/calls$/, title: 'Calls', view: CallsView, link: '/calls' },
  {
    path: /^\/calls\/(?<traceId>[0-9a-f]{32})\/(?<spanId>[0-9a-f]{16})$/,
    title: 'Call',
    view: CallView,
    belongsTo: '/calls',
    hasRange: false,
  },
  {
    path: /^\/traces\/(?<traceId>[0-9a-f]{32})$/,
    title: 'Trace',
    view: TraceView,
    belongsTo: '/calls',
    hasRange: false,
  },
  {
    path: /^\/platform$/,
    title: 'Platform',
    view: lazyView('PlatformView'),
    link: '/platform',
    filters: ['deployment'],
  },
  { path: /^\/limits$/, title: 'Limits and filters', view: lazyView('LimitsView'), link: '/limits' },
  { path: /^\/bill$/, title: 'Bill', view: lazyView('BillView'), link: '/bill', hasRange: false, hasTimeZone: false },
];

const NOT_FOUND: Route = { path: /^/, title: 'Not found', view: NotFound, hasRange: false };

/** The header, and the view that the path names. */
export function Shell(): VNode {
  const page = usePage();
  const route = ROUTES.find(({ path }) => path.test(page.path)) ?? NOT_FOUND;
  const { hasRange = true, filters = hasRange ? FILTERS : [], hasTimeZone = true } = route;
  const ids = { traceId: '', spanId: '', ...route.path.exec(page.path)?.groups };
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${route.title} · Azure OpenAI`;
    if (!isFirst.current) {
      // A new view is read from its start, by eye and by ear.
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [page.path]);
  return (
    <>
      <header>
        <div class="top">
          <a class="brand" href={page.linkTo('/')}>
            Azure OpenAI
          </a>
          <nav aria-label="Views">
            {ROUTES.filter(({ link }) => link !== undefined).map(({ link, title }) => (
              <a
                key={link}
                href={page.linkTo(link!)}
                aria-current={page.path === link ? 'page' : route.belongsTo === link ? 'true' : undefined}
              >
                {title}
              </a>
            ))}
          </nav>
          <div class="controls">
            <LiveButton />
            {hasRange && <RangePicker />}
          </div>
        </div>
      </header>
      {hasTimeZone && <FilterBar hasRange={hasRange} names={filters} />}
      <main id="main" ref={main} tabIndex={-1} aria-label={route.title}>
        <h1 class="hide">{route.title}</h1>
        <route.view key={page.path} {...ids} />
      </main>
    </>
  );
}

const STATUS = {
  live: ['Live', 'Pause live updates'],
  paused: ['Paused', 'Resume live updates'],
  lost: ['No connection', 'Pause trying to connect'],
} as const;

function LiveButton(): VNode {
  const { status, toggle } = useLive();
  const [label, title] = STATUS[status];
  return (
    <>
      <button class={`live ${status}`} onClick={toggle} title={title}>
        {label}
        <span class="hide">: {title}</span>
      </button>
      <span class="hide" role="status">
        {status === 'live' ? '' : label}
      </span>
    </>
  );
}

type MoreViews = typeof import('../more-views.ts');

/** Makes a view whose code is loaded when it is opened. */
function lazyView(name: keyof MoreViews): FunctionComponent {
  return function LazyView() {
    const [loaded, setLoaded] = useState<Pick<Answer<MoreViews>, 'data' | 'failure'>>(LOADING);
    useEffect(() => {
      import('../more-views.ts').then(
        (data) => setLoaded({ data, failure: undefined }),
        (error: unknown) => setLoaded({ data: undefined, failure: explainLoading(error) }),
      );
    }, []);
    const { data, failure } = loaded;
    const View = data?.[name];
    if (View) return <View />;
    return (
      <Answered answer={{ data, failure, isOutdated: false, retry: () => location.reload() }}>{() => null}</Answered>
    );
  };
}

const LOADING = { data: undefined, failure: undefined };

function explainLoading(error: unknown): Failure {
  return {
    message: 'The view cannot be loaded.',
    advice: `Look whether "azure-openai-otel dashboard" is still running. (${String(error)})`,
    isTemporary: false,
  };
}

function NotFound(): VNode {
  const { linkTo } = usePage();
  return (
    <section class="s12 notice">
      <h2>There is no such view</h2>
      <p>
        The address may be cut off. <a href={linkTo('/')}>Open the overview</a>
      </p>
    </section>
  );
}
