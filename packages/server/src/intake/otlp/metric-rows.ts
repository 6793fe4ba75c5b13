import { limits } from '../../kernel/index.ts';
import type { Attributes } from './attributes.ts';
import { readAttributes, textAttribute, toObject } from './attributes.ts';
import type { Fields } from './fields.ts';
import {
  instantOf,
  nanosOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
  withoutAbsent,
} from './fields.ts';
import type { OtlpRows } from './otlp-rows.ts';
import { createRowList } from './row-list.ts';

/** A number that a point says, with what is added to the name of the metric and to its labels. */
interface Reading {
  readonly suffix: string;
  readonly value: unknown;
  readonly labels?: Fields;
}

/** What a metric may be, and what a point of it says. */
const kinds: Readonly<Record<string, (point: Fields) => readonly Reading[]>> = {
  gauge: (point) => [{ suffix: '', value: point.asDouble ?? point.asInt }],
  sum: (point) => [{ suffix: '', value: point.asDouble ?? point.asInt }],
  histogram: readDistribution,
  exponentialHistogram: readDistribution,
  summary: (point) => [
    { suffix: '.count', value: point.count },
    { suffix: '.sum', value: point.sum },
    ...objectsOf(point.quantileValues, 'quantileValues').map(({ quantile = 0, value = 0 }) => ({
      suffix: '.quantile',
      value,
      labels: { quantile: String(quantile) },
    })),
  ],
};

/** A distribution by its size, sum and bounds; its buckets are not kept. */
function readDistribution(point: Fields): readonly Reading[] {
  return ['count', 'sum', 'min', 'max']
    .filter((name) => point[name] !== undefined)
    .map((name) => ({ suffix: `.${name}`, value: point[name] }));
}

/** With one more than a row may have at most, the door says what is wrong; the rest need not be copied. */
const labelsOf = (attributes: Attributes): Fields =>
  toObject(new Map([...attributes].slice(0, limits.jsonKeysPerObjectMax + 1)));

function pointRows(
  metric: Fields,
  point: Fields,
  readings: readonly Reading[],
  around: { readonly attributes: Attributes; readonly service: string | undefined },
): readonly Fields[] {
  const timestamp = instantOf(nanosOf(point.timeUnixNano));
  const told = labelsOf(around.attributes);
  return readings.map(({ suffix, value, labels }) =>
    withoutAbsent({
      timestamp,
      metric_name: `${textOf(metric.name) ?? ''}${suffix}`,
      // protobuf leaves zeros out.
      metric_value: numberOf(value ?? 0),
      labels: withoutAbsent({
        ...told,
        ...labels,
        service: around.service,
        unit: textOf(metric.unit),
      }),
    }),
  );
}

/** The points of a metric, with the path of their list. */
function pointsOf(metric: Fields, path: string): readonly [Fields, string, readonly Reading[]][] {
  return Object.entries(kinds).flatMap(([kind, read]) => {
    const points = `${path}.${kind}.dataPoints`;
    return objectsOf(objectOf(metric[kind], `${path}.${kind}`).dataPoints, points).map(
      (point, i): [Fields, string, readonly Reading[]] => [point, `${points}[${i}]`, read(point)],
    );
  });
}

/**
 * The rows that points become: numbers of `performance_metrics`, taken raw. Throws otlp_invalid or
 * too_deep with the path.
 */
export function metricRows(request: Fields): OtlpRows {
  const list = createRowList();
  let item = 0;
  for (const [r, of] of objectsOf(request.resourceMetrics, 'resourceMetrics').entries()) {
    const path = `resourceMetrics[${r}]`;
    const resource = objectOf(of.resource, `${path}.resource`);
    const service = textAttribute(readAttributes(resource, `${path}.resource`), 'service.name');
    for (const [s, group] of objectsOf(of.scopeMetrics, `${path}.scopeMetrics`).entries()) {
      const metrics = `${path}.scopeMetrics[${s}].metrics`;
      for (const [m, metric] of objectsOf(group.metrics, metrics).entries()) {
        for (const [point, place, readings] of pointsOf(metric, `${metrics}[${m}]`)) {
          const attributes = readAttributes(point, place);
          for (const row of pointRows(metric, point, readings, { attributes, service })) {
            list.add({ table: 'performance_metrics', item, row });
          }
          item += 1;
        }
      }
    }
  }
  return { items: item, rows: list.rows, filtered: new Map() };
}
