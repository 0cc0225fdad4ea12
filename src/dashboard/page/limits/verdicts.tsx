import type { VNode } from 'preact';
import type { VerdictCount } from '../../../store/queries/limits.ts';
import { Panel } from '../charts/panel.tsx';
import { formatCount, sumUp } from '../format/numbers.ts';
import { usePage } from '../shell/use-page.ts';

const SEVERITIES = ['low', 'medium', 'high', 'detected', 'filtered'] as const;

/** Findings of the content filter by category and severity. */
export function Verdicts({ verdicts }: { verdicts: readonly VerdictCount[] }): VNode {
  const groups = [...Map.groupBy(verdicts, ({ source, category }) => `${source} ${category}`)]
    .map(([key, counts]) => ({ key, counts, calls: sumUp(counts.map(({ calls }) => calls)) }))
    .toSorted((a, b) => b.calls - a.calls);
  const severities = SEVERITIES.filter((severity) => verdicts.some((verdict) => verdict.severity === severity));
  return (
    <Panel title="Content filter" note='findings that are not "safe", by category and severity; how many filtered'>
      {groups.length === 0 ? (
        <p class="dim">The content filter found nothing in this time range, or its verdicts were not recorded.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label="Content filter, a table">
          <table>
            <thead>
              <tr>
                <th scope="col">Category</th>
                <th scope="col">In</th>
                {severities.map((severity) => (
                  <th key={severity} scope="col" class="n">
                    {severity}
                  </th>
                ))}
                <th scope="col" class="n">
                  All
                </th>
              </tr>
            </thead>
            <tbody>
              {groups.map(({ key, counts, calls }) => (
                <tr key={key}>
                  <th scope="row">{counts[0]!.category.replaceAll('_', ' ')}</th>
                  <td class="dim">{counts[0]!.source}</td>
                  {severities.map((severity) => (
                    <Cell key={severity} counts={counts.filter((count) => count.severity === severity)} />
                  ))}
                  <td class="n">{formatCount(calls)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Cell({ counts }: { counts: readonly VerdictCount[] }): VNode {
  const { linkTo } = usePage();
  const [first] = counts;
  if (!first) return <td class="n dim">–</td>;
  const filtered = sumUp(counts.filter((count) => count.filtered).map(({ calls }) => calls));
  return (
    <td class="n">
      <a href={linkTo('/calls', { attribute: findingAttribute(first) })}>
        {formatCount(sumUp(counts.map(({ calls }) => calls)))}
      </a>
      {filtered > 0 && <span class="bad"> {formatCount(filtered)} filtered</span>}
    </td>
  );
}

/** The attribute that calls with a finding have, as the filter of calls wants it. */
function findingAttribute({ source, category, severity }: VerdictCount): string {
  const name = `azure.openai.content_filter.${source}.${category}`;
  return severity === 'detected' || severity === 'filtered'
    ? `${name}.${severity}=true`
    : `${name}.severity=${severity}`;
}
