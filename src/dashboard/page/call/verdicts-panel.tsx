import type { VNode } from 'preact';
import type { Attributes } from '../../../receiver/telemetry.ts';
import { Panel } from '../charts/panel.tsx';
import { readVerdicts, type Verdict } from './verdicts.ts';

/** The verdicts of the content filter on the prompt and on the completions. */
export function VerdictsPanel({ attributes }: { attributes: Attributes }): VNode {
  const verdicts = readVerdicts(attributes);
  const found = verdicts.filter(({ isSafe }) => !isSafe).length;
  const note =
    verdicts.length === 0
      ? 'no verdicts'
      : found === 0
        ? 'nothing was found'
        : `${found} of ${verdicts.length} found something`;
  return (
    <Panel title="Content filter" size={6} note={note}>
      {verdicts.length === 0 ? (
        <p class="dim">The response has no verdicts of a content filter.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label="Verdicts of the content filter">
          <table>
            <caption class="hide">Verdicts of the content filter</caption>
            <thead>
              <tr>
                <th scope="col">Category</th>
                <th scope="col">Verdict</th>
                <th scope="col">Effect</th>
              </tr>
            </thead>
            <tbody>
              {verdicts.map((verdict) => (
                <Row key={`${verdict.source} ${verdict.category}`} verdict={verdict} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Effect({ isFiltered }: Pick<Verdict, 'isFiltered'>): VNode {
  if (isFiltered === true) return <span class="tag bad">filtered</span>;
  return <span class="dim">{isFiltered === false ? 'let through' : 'not reported'}</span>;
}

function Row({ verdict: { source, category, finding, isFiltered, isSafe, details } }: { verdict: Verdict }): VNode {
  return (
    <tr>
      <th scope="row">
        {category} <span class="dim">{source}</span>
      </th>
      <td class={isSafe ? 'dim' : ''}>{isSafe ? finding : <span class="tag warn">{finding}</span>}</td>
      <td>
        <Effect isFiltered={isFiltered} /> {details}
      </td>
    </tr>
  );
}
