import type { VNode } from 'preact';
import type { CostExplanation, CostLine, PriceRow } from '../../explain-cost.ts';
import type { CallSummary } from '../../../store/queries/calls.ts';
import { Panel } from '../charts/panel.tsx';
import { formatCount } from '../format/numbers.ts';
import { explainAbsence, nameLine, UNITS } from './price-words.ts';

/** The cost of a call: the row of the price table, and the arithmetic line by line. */
export function PricePanel({ price, call }: { price: CostExplanation | undefined; call: CallSummary }): VNode {
  return (
    <Panel title="Cost" size={6} note={price?.total == null ? 'not known' : 'at list price, without discounts'}>
      <div class="stack">
        {price === undefined ? <p class="dim">{explainNoCost(call)}</p> : <Explained price={price} />}
      </div>
    </Panel>
  );
}

function explainNoCost({ result, input }: CallSummary): string {
  if (result === 'cancelled') return 'The application stopped reading before the usage arrived.';
  if (result !== 'ok') return 'The call failed: it has no usage that could be billed.';
  return input === null ? 'The call reports no usage.' : 'The call reports a usage, and no cost.';
}

function Explained({ price }: { price: CostExplanation }): VNode {
  const { lines, sum, total, row, source, checked, isEstimate } = price;
  return (
    <>
      {total === null && <Absence price={price} />}
      {lines.length > 0 && <Arithmetic lines={lines} total={total ?? sum} />}
      {total !== null && lines.length > 0 && total !== sum && (
        <p class="bad">
          The lines add up to ${sum}; the span says ${total}.
        </p>
      )}
      {total !== null && lines.length === 0 && (
        <p>
          <b class="num">${total}</b> The span has no parts of this cost.
        </p>
      )}
      {isEstimate && (
        <p class="warn">Estimated: the response does not name its model, so that the name in the request was used.</p>
      )}
      {total !== null && <Row row={row} source={source} checked={checked} />}
    </>
  );
}

function Absence({ price: { absentReason, partial, missing } }: { price: CostExplanation }): VNode {
  return (
    <>
      <p>
        <b class="num">{partial === null ? 'unpriced' : `at least $${partial}`}</b>
      </p>
      <p>
        {partial === null ? 'Unpriced' : 'Partial'}: {explainAbsence(absentReason)}.
        {missing.length > 0 && ` Without a price: ${missing.map((part) => part.replaceAll('_', ' ')).join(', ')}.`}
      </p>
    </>
  );
}

function Arithmetic({ lines, total }: { lines: readonly CostLine[]; total: string }): VNode {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Arithmetic of the cost">
      <table class="price">
        <caption class="hide">Arithmetic of the cost, in USD</caption>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col" class="n">
              Quantity
            </th>
            <th scope="col" class="n">
              × price
            </th>
            <th scope="col" class="n">
              = USD
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={line.part} line={line} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              Sum
            </th>
            <td class="n">
              <b>${total}</b>
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Line({ line }: { line: CostLine }): VNode {
  const { part, quantity, unit, rate, usd } = line;
  return (
    <tr>
      <th scope="row">{nameLine(part)}</th>
      <td class="n">
        {quantity === null ? <span class="dim">not stated</span> : `${formatCount(quantity)} ${UNITS[unit].counted}`}
      </td>
      <td class="n">{rate === null ? <span class="dim">–</span> : `$${rate} / ${UNITS[unit].priced}`}</td>
      <td class="n">${usd}</td>
    </tr>
  );
}

function Row({ row, source, checked }: { row: PriceRow | null; source: string | null; checked: string | null }): VNode {
  return (
    <dl class="facts">
      <dt>Price row</dt>
      <dd>
        {row === null
          ? 'No built-in row gives these amounts: the application has prices of its own, or another version of them.'
          : describeRow(row)}
      </dd>
      {row !== null && (
        <>
          <dt>In effect</dt>
          <dd>{describePeriod(row)}</dd>
        </>
      )}
      <dt>Source</dt>
      <dd>
        {source ?? 'not stated'}
        {checked !== null && `, read on ${checked}`}
      </dd>
      {row?.derived !== undefined && (
        <>
          <dt>Derived</dt>
          <dd>{row.derived}</dd>
        </>
      )}
      {row?.note !== undefined && (
        <>
          <dt>Note</dt>
          <dd>{row.note}</dd>
        </>
      )}
    </dl>
  );
}

const SCOPES: Readonly<Record<string, string>> = {
  global: 'global',
  dataZone: 'data zone',
  regional: 'regional',
  developer: 'developer',
};

function describeRow({ model, scope, tier, zones, regions, isLongContext }: PriceRow): string {
  const places = zones ?? regions;
  return [
    model,
    `${SCOPES[scope] ?? scope}${places ? ` (${places.join(', ')})` : ''}`,
    `${tier} tier`,
    ...(isLongContext ? ['prices of long prompts'] : []),
  ].join(', ');
}

function describePeriod({ effective, until }: PriceRow): string {
  if (effective === undefined && until === undefined) return 'at any date: the source has none';
  return [effective && `from ${effective}`, until && `until ${until}`].filter(Boolean).join(' ');
}
