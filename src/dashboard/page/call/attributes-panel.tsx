import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { AttributeValue } from '../../../receiver/telemetry.ts';
import type { SpanBody } from '../../../store/queries/call.ts';
import { Panel } from '../charts/panel.tsx';
import { NO_FILTERS } from '../shell/url-state.ts';
import { usePage } from '../shell/use-page.ts';
import { CopyButton } from './copy-button.tsx';
import { LongText } from './long-text.tsx';

/** Longer values are folded. */
const FOLD_VALUES = 400;

/** Longer values are no useful filter. */
const LONGEST_FILTER = 200;

interface Row {
  readonly name: string;
  readonly group: string;
  readonly text: string;
  /** `name=value`, as the list of calls filters by it; undefined for a value that is no filter. */
  readonly filter: string | undefined;
}

/** All attributes of a span and of its resource, with a filter. */
export function AttributesPanel({ body, isCall = true }: { body: SpanBody; isCall?: boolean }): VNode {
  const [wanted, setWanted] = useState('');
  const rows = useMemo(() => readRows(body), [body]);
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter(({ name, text }) => {
    const all = `${name} ${text}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  return (
    <Panel
      title="Attributes"
      note={shown.length === rows.length ? `${rows.length}` : `${shown.length} of ${rows.length}`}
      actions={<CopyButton text={JSON.stringify(body, null, 2)} name="the whole span as JSON" />}
    >
      <input
        class="field find"
        type="search"
        placeholder="Find an attribute"
        aria-label="Find an attribute"
        value={wanted}
        onInput={({ currentTarget: { value } }) => setWanted(value)}
      />
      <dl class="attributes">
        {shown.map((row) => (
          <AttributeRow key={`${row.group} ${row.name}`} row={row} isCall={isCall} />
        ))}
      </dl>
      {shown.length === 0 && <p class="dim">No attribute has these words.</p>}
    </Panel>
  );
}

function AttributeRow({ row: { name, group, text, filter }, isCall }: { row: Row; isCall: boolean }): VNode {
  const { linkTo } = usePage();
  const isLong = text.length > FOLD_VALUES;
  return (
    <div>
      <dt>
        {name} {group !== '' && <span class="dim">{group}</span>}
      </dt>
      <dd>{isLong ? <LongText text={text} name={name} foldAt={FOLD_VALUES} /> : <code>{text}</code>}</dd>
      <dd class="n">
        {isCall && filter !== undefined && (
          <a
            class="link"
            href={linkTo('/calls', { ...NO_FILTERS, attribute: filter })}
            aria-label={`Calls with ${filter}`}
          >
            Calls
          </a>
        )}
        {!isLong && <CopyButton text={text} name={name} />}
      </dd>
    </div>
  );
}

function readRows({ attributes, resource, scope, kind, name, status }: SpanBody): Row[] {
  const own = Object.entries(attributes).map(([key, value]) => makeRow(key, '', value));
  const others = Object.entries(resource).map(([key, value]) => makeRow(key, 'resource', value));
  const span = Object.entries({
    name,
    kind,
    status: `${status.code} ${status.message}`.trim(),
    scope: `${scope.name} ${scope.version}`,
  });
  return [
    ...own.toSorted((a, b) => a.name.localeCompare(b.name)),
    ...others.toSorted((a, b) => a.name.localeCompare(b.name)),
    ...span.map(([key, text]) => ({ name: key, group: 'span', text, filter: undefined })),
  ];
}

function makeRow(name: string, group: string, value: AttributeValue): Row {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const [only, another] = Array.isArray(value) ? (value as readonly AttributeValue[]) : [value];
  const isPlain = another === undefined && only !== null && typeof only !== 'object' && only !== undefined;
  const isFilter = isPlain && !name.includes('=') && String(only).length <= LONGEST_FILTER && only !== '';
  return { name, group, text, filter: isFilter ? `${name}=${String(only)}` : undefined };
}
