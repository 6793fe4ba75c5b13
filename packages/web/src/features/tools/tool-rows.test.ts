import { expect, test } from 'vitest';
import { keyOf, toolRows } from './tool-rows.ts';
import type { ToolUsage } from './tool-tiles.tsx';

const statistics = {
  count: 1,
  measured: 1,
  success_rate: 100,
} as unknown as ToolUsage['packs'][number];
const packs = [
  {
    ...statistics,
    bcp_name: 'till',
    tools: [
      { ...statistics, tool_name: 'refund', operations: [{ ...statistics, operation: 'create' }] },
      { ...statistics, tool_name: 'price', operations: [{ ...statistics, operation: 'read' }] },
    ],
  },
  { ...statistics, bcp_name: 'stock', tools: [] },
] as unknown as ToolUsage['packs'];

const names = (rows: ReturnType<typeof toolRows>) =>
  rows.map(({ depth, name }) => `${depth} ${name}`);

test('shows packs alone until one is opened, then its tools, then their operations', () => {
  expect(names(toolRows(packs, () => false))).toEqual(['0 till', '0 stock']);
  expect(names(toolRows(packs, (key) => key === keyOf('till')))).toEqual([
    '0 till',
    '1 refund',
    '1 price',
    '0 stock',
  ]);
  expect(names(toolRows(packs, () => true))).toEqual([
    '0 till',
    '1 refund',
    '2 create',
    '1 price',
    '2 read',
    '0 stock',
  ]);
});

test('a text opens what it is found in and leaves out the rest', () => {
  expect(names(toolRows(packs, () => false, 'CREATE'))).toEqual(['0 till', '1 refund', '2 create']);
  expect(names(toolRows(packs, () => false, 'stock'))).toEqual(['0 stock']);
  expect(toolRows(packs, () => false, 'nothing')).toEqual([]);
});
