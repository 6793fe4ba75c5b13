import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTreatment } from './create-treatment.ts';
import { createIdentifierSearch } from './identifier-search.ts';
import { createPseudonyms, pseudonymForm } from './pseudonyms.ts';

const tools = { pseudonyms: createPseudonyms(randomBytes(32)), search: createIdentifierSearch() };

test('people become pseudonyms; the house itself, which is nobody, is told as such', () => {
  const treat = createTreatment({ source: 'changed_by', treatment: 'pseudonym' }, tools);
  expect(treat('maria')).toMatch(pseudonymForm);
  expect(treat('system')).toBe('system');
  const session = createTreatment({ source: 'session_id', treatment: 'pseudonym' }, tools);
  expect(session('system')).toMatch(pseudonymForm);
});

test('a treatment of texts lets nothing else through', () => {
  for (const treatment of ['pseudonym', 'guard', 'template', 'fingerprint'] as const) {
    const treat = createTreatment({ source: 'context', treatment }, tools);
    expect([{ name: 'maria' }, 7, null, undefined].map(treat)).toEqual([null, null, null, null]);
  }
});
