import { expect, test } from 'vitest';
import { bodyOfRule, emptyRuleDraft, sentenceOf } from './rule-draft.ts';

const draft = {
  ...emptyRuleDraft,
  name: 'Slow',
  threshold: '5000',
  groupBy: ['endpoint', 'job_type'],
  filters: { method: 'GET, POST', job_type: 'x' },
};

test('keeps what the measure knows and leaves out the rest', () => {
  expect(bodyOfRule(draft)).toMatchObject({
    threshold: 5_000,
    clear_threshold: null,
    window_seconds: 300,
    group_by: ['endpoint'],
    filters: { method: ['GET', 'POST'] },
  });
});

test('is a sentence while it is written', () => {
  expect(sentenceOf(draft)).toBe(
    'When the 95th percentile of the response time of any endpoint (method GET or POST) is above 5,000 ms, taken over 5 min: warning.',
  );
});
