import { expect, test } from 'vitest';
import { foldEchoes } from './interrupt.ts';

test('echoes of one Ctrl-C are one press, a second one is the second', () => {
  const heard: [string, number][] = [];
  let now = 0;
  const listen = foldEchoes(
    (signal, press) => heard.push([signal, press]),
    () => now,
  );
  for (const at of [1_000, 1_001, 1_050, 2_000, 2_010]) {
    now = at;
    listen('SIGINT');
  }
  expect(heard).toEqual([
    ['SIGINT', 1],
    ['SIGINT', 2],
  ]);
});
