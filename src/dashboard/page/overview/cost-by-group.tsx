import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Dimension } from '../../../store/queries/filters.ts';
import { Panel } from '../charts/panel.tsx';
import { Bars } from '../charts/small.tsx';
import { nameValue } from '../format/names.ts';
import { formatCost, formatPercent, noteUnpriced } from '../format/numbers.ts';
import { usePage } from '../shell/use-page.ts';
import type { OverviewProps } from './overview-view.tsx';

const TABS: readonly Dimension[] = ['tenant', 'model', 'service', 'feature'];

/** Rows that are shown at first. */
const SHORT_LIST = 7;

/** Cost by tenant, model, service or feature. */
export function CostByGroup({ overview: { groups, totals } }: OverviewProps): VNode {
  const { search, linkWith, change } = usePage();
  const [isWhole, setWhole] = useState(false);
  const by = TABS.find((name) => name === search.get('by')) ?? 'tenant';
  const list = groups[by];
  const shown = isWhole ? list : list.slice(0, SHORT_LIST);
  return (
    <Panel
      title={`Cost by ${by}`}
      size={4}
      actions={
        <span role="group" aria-label="Cost by">
          {TABS.map((name) => (
            <button
              key={name}
              class="link"
              aria-pressed={name === by}
              onClick={() => change({ by: name === 'tenant' ? undefined : name }, { replace: true })}
            >
              {`${name[0]!.toUpperCase()}${name.slice(1)}`}
            </button>
          ))}
        </span>
      }
    >
      <Bars
        rows={shown.map((group) => ({
          key: group.name,
          label: nameValue(by, group.name),
          isFaint: group.name === '',
          value: group.cost,
          text: [formatCost(group), noteUnpriced(group)].filter(Boolean).join(' '),
          note: group.cost === 0 ? '' : formatPercent(group.cost / totals.cost, 0),
          href: linkWith({ [by]: group.name }),
        }))}
      />
      {(by === 'tenant' || by === 'feature') && list.every(({ name }) => name === '') && (
        <p class="sub">
          No call has a {by}. It is read from the attribute <code>app.{by}</code>, or the one that{' '}
          <code>dashboard --{by}</code> names.
        </p>
      )}
      {list.length > SHORT_LIST && (
        <button class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${list.length}`}
        </button>
      )}
    </Panel>
  );
}
