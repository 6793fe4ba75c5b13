import { expect, test } from 'vitest';
import { shareAbove } from './student-t.ts';

/** From printed tables: degrees of freedom, t, share above. */
const known = [
  [1, 1, 0.25],
  [1, 6.3138, 0.05],
  [5, 2.015, 0.05],
  [6, 5.2076, 0.001],
  [10, 2.7638, 0.01],
  [30, 1.6973, 0.05],
  [1000, 1.9623, 0.025],
] as const;

test('p-values are those of printed tables', () => {
  for (const [freedom, t, share] of known) {
    expect(shareAbove(t, freedom), `t ${t} of ${freedom}`).toBeCloseTo(share, 4);
    expect(shareAbove(-t, freedom)).toBeCloseTo(1 - share, 4);
  }
  expect(shareAbove(0, 4)).toBeCloseTo(0.5, 10);
});
