import type { VNode } from 'preact';
import type { DifferenceName } from '../../../bill/reconcile.ts';
import type { BillReport, ReportedLine } from '../../bill-report.ts';
import { Panel } from '../charts/panel.tsx';
import { formatAmount } from '../format/numbers.ts';

/** The table of the bill: a line for each meter, or each day of each meter, and a sum for each currency. */
export function Lines({ bill: { lines, totals, by, type } }: { bill: BillReport }): VNode {
  const isByDay = by === 'day';
  return (
    <Panel title="Charges" note={`${type} cost, days in UTC`}>
      <div class="scroll" tabIndex={0} role="group" aria-label="Charges, a table">
        <table class="price bill">
          <caption class="hide">Traced, counted and billed cost by {isByDay ? 'day and meter' : 'meter'}</caption>
          <thead>
            <tr>
              {isByDay && <th scope="col">Day</th>}
              <th scope="col">Meter</th>
              {['Traced, USD', 'Counted, USD', 'Billed'].map((column) => (
                <th key={column} scope="col" class="n">
                  {column}
                </th>
              ))}
              <th scope="col">Currency</th>
              <th scope="col">Differences</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={`${line.day} ${line.meter} ${line.currency}`}>
                {isByDay && <td class="dim">{line.day}</td>}
                <th scope="row">{line.meter}</th>
                <Amounts line={line} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            {totals.map((total) => (
              <tr key={total.currency}>
                <th scope="row" colSpan={isByDay ? 2 : 1}>
                  {totals.length > 1 ? `Total of ${total.currency || 'no currency'}` : 'Total'}
                </th>
                <Amounts line={total} />
              </tr>
            ))}
          </tfoot>
        </table>
      </div>
      <p class="sub after-table">
        Traced is the cost that spans have. Counted is the platform's own number of tokens, at list price. Billed is
        what Azure charges. A dash means that nothing is known.
      </p>
    </Panel>
  );
}

function Amounts({ line }: { line: ReportedLine }): VNode {
  const { traced, counted, billed, currency, differences } = line;
  return (
    <>
      <Amount value={traced} />
      <Amount value={counted} />
      <Amount value={billed} />
      <td>{currency || '–'}</td>
      <td>
        {differences.length === 0 ? (
          <span class="dim">{hasNoPrice(line) ? 'no price' : billed === null ? '–' : 'none'}</span>
        ) : (
          <ul class="differences">
            {differences.map(({ name, amount }) => (
              <li key={name}>
                {nameDifference(name)}
                {amount !== null && <span title={amount}> {formatChange(amount)}</span>}
              </li>
            ))}
          </ul>
        )}
      </td>
    </>
  );
}

/** Reports whether a line has usage, and no amount. */
function hasNoPrice({ traced, counted, billed }: ReportedLine): boolean {
  return traced === null && counted === null && billed === null;
}

/** An amount with sensible digits, whose title has all of them. One that is not known is a dash. */
function Amount({ value }: { value: string | null }): VNode {
  if (value === null) return <td class="n dim">–</td>;
  return (
    <td class="n" title={value}>
      {formatAmount(value)}
    </td>
  );
}

const MEANINGS: Readonly<Record<DifferenceName, string>> = {
  not_instrumented: 'List price of billed usage that no span has',
  unpriced: 'List price of traced calls without a cost, or charges of meters that the price table does not have',
  discount_or_commitment: 'Charges less their list price: negotiated prices, savings plans, refunds, credits',
  provisioned: 'Provisioned throughput, which is paid by the hour',
  fine_tune_hosting: 'Training and hosting of fine-tuned models',
  another_currency: 'The bill is not in USD, or has no currency: amounts of two currencies are not compared',
  not_yet_final: 'Usage of the last four days: charges, or spans, may still arrive',
  not_billed: 'Traced usage that is on no bill: its subscription or resource may not be read',
};

/** Explains the differences between what is traced and what is billed, in the whole month. */
export function Differences({ totals }: { totals: readonly ReportedLine[] }): VNode {
  const rows = totals.flatMap(({ currency, differences }) => differences.map((one) => ({ ...one, currency })));
  return (
    <Panel title="Differences" note="what is billed, less what is traced">
      {rows.length === 0 ? (
        <p class="dim">The bill has what is traced, exactly.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label="Differences, a table">
          <table>
            <caption class="hide">Differences between what is billed and what is traced, in the whole month</caption>
            <thead>
              <tr>
                <th scope="col">Difference</th>
                <th scope="col" class="n">
                  Amount
                </th>
                <th scope="col">Currency</th>
                <th scope="col">Meaning</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, amount, currency }) => (
                <tr key={`${name} ${currency}`}>
                  <th scope="row">{nameDifference(name)}</th>
                  <td class={`n ${amount === null ? 'dim' : ''}`} title={amount ?? ''}>
                    {amount === null ? '–' : formatChange(amount)}
                  </td>
                  <td>{currency || '–'}</td>
                  <td class="meaning">{MEANINGS[name]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function nameDifference(name: DifferenceName): string {
  return name.replaceAll('_', ' ');
}

function formatChange(amount: string): string {
  return `${amount.startsWith('-') ? '' : '+'}${formatAmount(amount)}`;
}
