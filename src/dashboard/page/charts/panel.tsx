import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../shell/use-api.ts';

/** A part of a view, with a heading. */
export function Panel({
  title,
  note,
  size = 12,
  actions,
  children,
}: {
  title: string;
  note?: ComponentChildren;
  /** Columns of 12 on a wide screen. @default 12 */
  size?: 4 | 6 | 8 | 12;
  actions?: ComponentChildren;
  children: ComponentChildren;
}): VNode {
  return (
    <section class={`s${size}`} aria-label={title}>
      <div class="head">
        <h2>{title}</h2>
        {note !== undefined && <span class="sub">{note}</span>}
        {actions !== undefined && <span class="actions">{actions}</span>}
      </div>
      {children}
    </section>
  );
}

/** A panel with a chart, and a button that shows a table of the same numbers. */
export function ChartPanel({
  chart,
  table,
  ...panel
}: {
  title: string;
  note?: ComponentChildren;
  size?: 4 | 6 | 8 | 12;
  chart: ComponentChildren;
  table: DataTableProps;
}): VNode {
  const [isTable, setTable] = useState(false);
  return (
    <Panel
      {...panel}
      actions={
        <button
          class="link"
          aria-pressed={isTable}
          aria-label={`${panel.title}: table`}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? 'Chart' : 'Table'}
        </button>
      }
    >
      {isTable ? <DataTable {...table} /> : chart}
    </Panel>
  );
}

/** A table of texts. */
export interface DataTableProps {
  readonly caption: string;
  /** The first column names its row; the others are numbers. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table of the numbers of a chart. */
export function DataTable({ caption, columns, rows }: DataTableProps): VNode {
  return (
    <div class="scroll tall" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption class="hide">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" class={index > 0 ? 'n' : ''}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, index) =>
                index === 0 ? <th scope="row">{cell}</th> : <td class={`n ${cell === '–' ? 'dim' : ''}`}>{cell}</td>,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Shows an answer of the API: a message while it is fetched for the first time, or what to do if it fails. */
export function Answered<T>({
  answer: { data, failure, isOutdated, retry },
  children,
}: {
  answer: Answer<T>;
  children: (data: T) => ComponentChildren;
}): VNode {
  return (
    <>
      {failure && (
        <section class="s12 notice" role="alert">
          <h2>{failure.message}</h2>
          <p>{failure.advice}</p>
          <button class="button" onClick={retry}>
            Try again
          </button>
        </section>
      )}
      {!failure && data === undefined && (
        <p class="s12 dim loading" role="status">
          Loading…
        </p>
      )}
      {data !== undefined && (
        <div class={`s12 view ${isOutdated ? 'outdated' : ''}`} aria-busy={isOutdated}>
          {children(data)}
        </div>
      )}
    </>
  );
}
