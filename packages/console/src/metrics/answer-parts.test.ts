import { expect, test } from 'vitest';
import { splitAnswer } from './answer-parts.ts';

test('lists are told apart from single numbers, and objects by the names of their fields', () => {
  const answer = {
    from: 'then',
    total: { count: 3, outcomes: { ok: 2 } },
    series: [{ bucket: 'then', total: { count: 1 } }],
    pages: { page_count: 1, top: [{ page_url: '/', count: 3 }] },
    hours: [1, 2],
    previous: null,
  };
  const { lists, rest } = splitAnswer(answer);
  expect(rest).toEqual({
    from: 'then',
    'total.count': 3,
    'total.outcomes.ok': 2,
    'pages.page_count': 1,
    hours: [1, 2],
    previous: null,
  });
  expect([...lists]).toEqual([
    ['series', [{ bucket: 'then', 'total.count': 1 }]],
    ['pages.top', [{ page_url: '/', count: 3 }]],
  ]);
});
