import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatNumber, formatWithUnit } from '../../format/numbers.ts';
import type { MetricEffect, Verdict } from './verdict.ts';
import { intervalOf, metricInWords, unitOf, verdictInWords } from './verdict.ts';

function Effect({ metric }: { readonly metric: MetricEffect }) {
  const [low, high] = intervalOf(metric);
  const tone = metric.judged === 'worse' ? 't-bad' : metric.judged === 'better' ? 't-ok' : '';
  return (
    <span class={tone}>
      {metric.effect > 0 ? '+' : ''}
      {formatWithUnit(metric.effect, unitOf(metric.name))}{' '}
      <span class="faint">
        ({formatNumber(low)} to {formatNumber(high)})
      </span>
    </span>
  );
}

/** Before, after, and by how much more than at devices that were not changed. */
export function VerdictView({ verdict }: { readonly verdict: Verdict }) {
  const { word, tone } = verdictInWords(verdict.outcome);
  const measure =
    verdict.method === 'against_peers'
      ? `against ${countOf(verdict.peers, 'device')} that were not changed`
      : 'against the time before, since no device stayed unchanged';
  return (
    <>
      <p>
        <Tag tone={tone}>{word}</Tag>{' '}
        <span class="quiet">
          {countOf(verdict.devices, 'device')}, judged {measure}
        </span>
      </p>
      {verdict.metrics.length > 0 && (
        <Table
          label="What the change did to each metric"
          rows={verdict.metrics}
          rowKey={({ name }) => name}
          columns={[
            { name: 'metric', title: 'Metric', cell: ({ name }) => metricInWords(name) },
            {
              name: 'before',
              title: 'Before',
              isNumber: true,
              cell: (metric) => formatWithUnit(metric.before, unitOf(metric.name)),
            },
            {
              name: 'after',
              title: 'After',
              isNumber: true,
              cell: (metric) => formatWithUnit(metric.after, unitOf(metric.name)),
            },
            {
              name: 'effect',
              title: 'More than peers',
              isNumber: true,
              cell: (metric) => <Effect metric={metric} />,
            },
            {
              name: 'judged',
              title: 'Judged',
              cell: ({ judged }) => (
                <Tag tone={judged === 'worse' ? 'bad' : judged === 'better' ? 'ok' : 'quiet'}>
                  {judged}
                </Tag>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
