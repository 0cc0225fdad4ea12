import type { VNode } from 'preact';
import type { BillReport, ReportedLine } from '../../bill-report.ts';
import { Code } from '../charts/empty.tsx';
import { Answered, DataTable, Panel } from '../charts/panel.tsx';
import { formatCount, formatCounted, formatUsd } from '../format/numbers.ts';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';

/** The view Bill: what Azure charges in a month, beside what is traced and counted. */
export function BillView(): VNode {
  const { pick } = usePage();
  const answer = useApi<BillReport>('/api/bill', pick('month', 'by', 'type'), 10_000);
  return <Answered answer={answer}>{(bill) => <Bill bill={bill} />}</Answered>;
}

function Bill({ bill }: { bill: BillReport }): VNode {
  const { month, by, lines, totals, prices, hasCharges, usageSince } = bill;
  const isByDay = by === 'day';
  return (
    <>
      {!hasCharges && <NoCharges month={month} />}
      <Panel
        title={`Bill of ${month}`}
        note={
          usageSince
            ? `calls before ${usageSince} are not in the traced sums`
            : 'traced and counted at list price, days in UTC'
        }
        actions={<Choices bill={bill} />}
      >
        <DataTable
          caption={`Bill of ${month}`}
          columns={[...(isByDay ? ['Day'] : []), 'Meter', 'Traced', 'Counted', 'Billed', 'Differences']}
          rows={[...lines.map((line) => cells(line, isByDay)), ...totals.map((total) => cells(total, isByDay))]}
        />
      </Panel>
      {prices.length > 0 && (
        <Panel title="Prices that differ from the list" note={formatCounted(prices.length, 'meter')}>
          <DataTable
            caption="Prices that differ from the list by more than 1 %"
            columns={['Meter', 'Model', 'List', 'Billed', 'Per']}
            rows={prices.map(({ meter, model, list, billed, currency, per }) => [
              meter,
              model,
              formatAmount(list, 'USD'),
              formatAmount(billed, currency),
              formatCount(per),
            ])}
          />
          <p class="sub">This command writes them to a file for the option "prices" of the instrumentation:</p>
          <Code text={`npx azure-openai-otel query bill --month ${month} --out prices.json`} />
        </Panel>
      )}
    </>
  );
}

function cells(
  { day, meter, currency, traced, counted, billed, differences }: ReportedLine,
  isByDay: boolean,
): string[] {
  return [
    ...(isByDay ? [day ?? 'Total'] : []),
    meter ?? (isByDay ? '' : 'Total'),
    formatAmount(traced, 'USD'),
    formatAmount(counted, 'USD'),
    formatAmount(billed, currency),
    differences
      .map(({ name, amount }) => `${name.replaceAll('_', ' ')} ${formatDifference(amount, currency)}`.trim())
      .join(', ') || '–',
  ];
}

/** Formats an amount of a currency; a dash if nothing is known. */
function formatAmount(text: string | null, currency: string): string {
  if (text === null) return '–';
  const usd = formatUsd(Number(text));
  return currency === 'USD' || currency === '' ? usd : usd.replace('$', `${currency} `);
}

function formatDifference(text: string | null, currency: string): string {
  return text === null ? '' : `${Number(text) > 0 ? '+' : ''}${formatAmount(text, currency)}`;
}

function NoCharges({ month }: { month: string }): VNode {
  return (
    <section class="s12 notice">
      <h2>No charges of {month} are stored</h2>
      <p>The collector of costs reads them from Cost Management. docs/bill.md leads there from the roles in Azure.</p>
      <Code text="npx azure-openai-otel collect costs --output local" />
    </section>
  );
}

function Choices({ bill: { month, by, type } }: { bill: BillReport }): VNode {
  const { linkWith, change } = usePage();
  return (
    <>
      <a class="link" href={linkWith({ month: addMonths(month, -1) })}>
        Month before
      </a>
      <a class="link" href={linkWith({ month: addMonths(month, 1) })}>
        Month after
      </a>
      <button class="link" aria-pressed={by === 'day'} onClick={() => change({ by: by === 'day' ? undefined : 'day' })}>
        By day
      </button>
      <button
        class="link"
        aria-pressed={type === 'amortized'}
        onClick={() => change({ type: type === 'amortized' ? undefined : 'amortized' })}
      >
        Amortized
      </button>
    </>
  );
}

function addMonths(month: string, count: number): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + count, 1)).toISOString().slice(0, 7);
}
