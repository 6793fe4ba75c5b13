import { createJob } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { bodyOfDraft, emptyDraft, problemOfDraft } from './job-draft.ts';

const draft = { ...emptyDraft, action: ' Update ', site: 'site-001' };

test.each([
  [emptyDraft, 'Say what is to be done.'],
  [{ ...emptyDraft, action: 'Update' }, 'Say for whom.'],
  [{ ...draft, payload: '[1]' }, 'What the devices are told must be a JSON object.'],
  [{ ...draft, payload: '{' }, 'What the devices are told must be a JSON object.'],
  [{ ...draft, schedule: 'at' }, 'Say when it starts.'],
  [{ ...draft, isStaged: true, stages: '50, 25, 100' }, 'Stages are percentages that rise to 100.'],
  [{ ...draft, isStaged: true, stages: '5, 25' }, 'Stages are percentages that rise to 100.'],
  [{ ...draft, isStaged: true }, undefined],
  [draft, undefined],
] as const)('%o: %s', (given, problem) => {
  expect(problemOfDraft(given)).toBe(problem);
});

test('sends what was written and nothing that was not', () => {
  expect(bodyOfDraft({ ...draft, version: '2.6.0', devices: 'a, b\nc', isStaged: true })).toEqual({
    action: 'Update',
    config_version: '2.6.0',
    site_id: 'site-001',
    device_ids: ['a', 'b', 'c'],
    schedule: 'now',
    stages: [5, 25, 100],
    failure_threshold_percent: 20,
    closed_sites: 'proceed',
    rollback: 'propose',
  });
});

test('begins with what the server takes where nothing is said', () => {
  const schemas = createJob.body.properties as Record<string, { default?: unknown }>;
  const names = ['schedule', 'failure_threshold_percent', 'closed_sites', 'rollback'] as const;
  const body = bodyOfDraft(draft);
  for (const name of names) expect([name, body[name]]).toEqual([name, schemas[name]?.default]);
});
