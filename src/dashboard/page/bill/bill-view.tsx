import type { VNode } from 'preact';
import type { BillQuestion, BillReport, ReportedPrice } from '../../bill-report.ts';
import { Code } from '../charts/empty.tsx';
import { Answered, Panel } from '../charts/panel.tsx';
import { formatAmount, formatCount } from '../format/numbers.ts';
import { useApi } from '../shell/use-api.ts';
import { usePage } from '../shell/use-page.ts';
import { Differences, Lines } from './bill-tables.tsx';

/** Milliseconds between two fetches: a bill changes a few times a day. */
const BILL_EVERY = 15_000;

/** The view Bill: what is traced, what the platform counts, and what Azure charges, of a month. */
export function BillView(): VNode {
  const { search } = usePage();
  const query = readQuery(search);
  const answer = useApi<BillReport>(`/api/bill?${new URLSearchParams({ ...query })}`, undefined, BILL_EVERY);
  return (
    <>
      <Controls query={query} />
      <Answered answer={answer}>{(bill) => <Bill bill={bill} />}</Answered>
    </>
  );
}

/** Reads what to show from the URL. What is wrong in it is as if it were absent. */
function readQuery(search: URLSearchParams): BillQuestion {
  const month = search.get('month') ?? '';
  return {
    month: /^2\d{3}-(?:0[1-9]|1[0-2])$/.test(month) ? month : presentMonth(),
    by: search.get('by') === 'day' ? 'day' : 'meter',
    type: search.get('type') === 'amortized' ? 'amortized' : 'actual',
  };
}

/** In UTC, as the bill is. */
function presentMonth(): string {
  return new Date().toISOString().slice(0, 7);
}

function addMonths(month: string, count: number): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + count)).toISOString().slice(0, 7);
}

const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

function nameMonth(month: string): string {
  return MONTH.format(new Date(`${month}-01`));
}

function Controls({ query: { month, by, type } }: { query: BillQuestion }): VNode {
  const { change } = usePage();
  const present = presentMonth();
  const showMonth = (next: string): void => change({ month: next === present ? undefined : next });
  return (
    <div class="s12 bill-controls">
      <div class="month" role="group" aria-label="Month">
        <button class="button" aria-label="Previous month" onClick={() => showMonth(addMonths(month, -1))}>
          ‹
        </button>
        <h2 aria-live="polite">{nameMonth(month)}</h2>
        <button
          class="button"
          aria-label="Next month"
          disabled={month >= present}
          onClick={() => showMonth(addMonths(month, 1))}
        >
          ›
        </button>
      </div>
      <Choice
        name="Lines"
        options={[
          ['By meter', by === 'meter', () => change({ by: undefined })],
          ['By day', by === 'day', () => change({ by: 'day' })],
        ]}
      />
      <Choice
        name="Cost"
        options={[
          ['Actual', type === 'actual', () => change({ type: undefined })],
          ['Amortized', type === 'amortized', () => change({ type: 'amortized' })],
        ]}
      />
    </div>
  );
}

function Choice({
  name,
  options,
}: {
  name: string;
  options: readonly (readonly [label: string, isChosen: boolean, choose: () => void])[];
}): VNode {
  return (
    <div class="ranges" role="group" aria-label={name}>
      {options.map(([label, isChosen, choose]) => (
        <button key={label} aria-pressed={isChosen} onClick={choose}>
          {label}
        </button>
      ))}
    </div>
  );
}

function Bill({ bill }: { bill: BillReport }): VNode {
  const isBilled = bill.totals.some(({ billed }) => billed !== null);
  return (
    <>
      {!isBilled && <NoCharges bill={bill} />}
      {bill.usageSince !== null && (
        <p class="s12 warn">
          Calls before {bill.usageSince} were stored by an earlier version, and are not in the traced sums.
        </p>
      )}
      {bill.lines.length > 0 && <Lines bill={bill} />}
      {isBilled && <Differences totals={bill.totals} />}
      {bill.prices.length > 0 && <Prices bill={bill} />}
    </>
  );
}

function NoCharges({ bill: { month, type } }: { bill: BillReport }): VNode {
  return (
    <section class="s12 notice">
      <h2>{`No charges of ${nameMonth(month)} are stored${type === 'amortized' ? ' as amortized cost' : ''}`}</h2>
      <p>
        The collector reads them from Cost Management
        {type === 'amortized' && (
          <>
            , if its settings have <code>cost_types: [amortized]</code>
          </>
        )}
        . docs/bill.md describes the roles and the settings that it needs.
      </p>
      <Code text="npx azure-openai-otel collect costs --output local" />
    </section>
  );
}

function Prices({ bill: { month, type, prices } }: { bill: BillReport }): VNode {
  const options = `--month ${month}${type === 'amortized' ? ' --amortized' : ''}`;
  return (
    <Panel title="Your prices" note="prices on the bill that differ from the list by more than 1 %">
      <div class="scroll" tabIndex={0} role="group" aria-label="Your prices, a table">
        <table>
          <caption class="hide">Prices on the bill that differ from the list by more than 1 %</caption>
          <thead>
            <tr>
              <th scope="col">Meter</th>
              <th scope="col">Model</th>
              {['List, USD', 'Billed'].map((column) => (
                <th key={column} scope="col" class="n">
                  {column}
                </th>
              ))}
              <th scope="col">Currency</th>
              <th scope="col" class="n">
                Per
              </th>
            </tr>
          </thead>
          <tbody>
            {prices.map((price) => (
              <PriceLine key={JSON.stringify(price)} price={price} />
            ))}
          </tbody>
        </table>
      </div>
      {prices.some(({ row }) => row) ? (
        <div class="stack after-table">
          <p>
            This command writes them to a file for the option "prices", so that spans have your prices. Add{' '}
            <code>--file</code> if the dashboard was started with it, or is the demo:
          </p>
          <Code text={`npx azure-openai-otel query bill ${options} --out prices.json`} />
        </div>
      ) : (
        <p class="after-table dim">
          Rows of prices are in USD. No file can be written from a bill in another currency.
        </p>
      )}
    </Panel>
  );
}

function PriceLine({ price: { meter, model, list, billed, currency, per } }: { price: ReportedPrice }): VNode {
  return (
    <tr>
      <th scope="row">{meter}</th>
      <td>{model}</td>
      <td class="n" title={list}>
        {formatAmount(list)}
      </td>
      <td class="n" title={billed}>
        {formatAmount(billed)}
      </td>
      <td>{currency || '–'}</td>
      <td class="n">{formatCount(per)}</td>
    </tr>
  );
}
