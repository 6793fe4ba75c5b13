import { expect, test } from 'vitest';
import { alertMeasureNames, alertMeasureOf } from './alert-measures.ts';
import { rollups } from './rollups.ts';
import { findTable } from './tables.ts';

const measures = alertMeasureNames.map((name) => [name, alertMeasureOf(name)] as const);

test.each(measures)('%s can be read: what it names is kept', (_name, measure) => {
  const { source, filters, groups, needs } = measure;
  if (source.kind === 'rollup') {
    const family = rollups.find(({ name }) => name === source.family);
    expect(family?.intervals).toContain('minute');
    const dimensions = [...Object.keys(family?.dimensions ?? {}), 'provenance'];
    const counted = [source.hits, source.only].flatMap((part) => part?.dimension ?? []);
    expect(dimensions).toEqual(expect.arrayContaining([...filters, ...groups, ...counted]));
    expect(family?.values ?? []).toEqual(expect.arrayContaining([source.value ?? []].flat()));
    expect(source.value !== undefined).toBe(source.take === 'mean' || source.take === 'p95');
    expect(source.hits !== undefined).toBe(source.take === 'share');
  }
  if (source.kind === 'device_metric') {
    expect(Object.keys(findTable('device_metrics')?.columns ?? {})).toContain(source.column);
  }
  if (source.kind === 'server') {
    expect(Object.keys(findTable('server_readings')?.columns ?? {})).toContain(source.column);
  }
  expect(filters).toEqual(expect.arrayContaining([needs ?? []].flat()));
});

test.each(measures)('%s counts words that its rows can hold', (_name, { source }) => {
  if (source.kind !== 'rollup') return;
  const family = rollups.find(({ name }) => name === source.family);
  for (const { dimension, values } of [source.hits ?? [], source.only ?? []].flat()) {
    const { column = '' } = family?.dimensions[dimension] ?? {};
    const words = family?.source.columns[column]?.values;
    if (words !== undefined) expect(words).toEqual(expect.arrayContaining([...values]));
  }
});

test('every outcome of a tool call is a success or a failure', () => {
  const hitsOf = (name: 'tool_success_rate' | 'tool_error_rate') => {
    const { source } = alertMeasureOf(name);
    return source.kind === 'rollup' ? (source.hits?.values ?? []) : [];
  };
  const counted = [...hitsOf('tool_success_rate'), ...hitsOf('tool_error_rate')];
  const outcomes = findTable('tool_usage_logs')?.columns.outcome?.values ?? [];
  expect(counted.toSorted()).toEqual([...outcomes].sort());
});
