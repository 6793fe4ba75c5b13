import { createExport } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { bodyOfExport, emptyExportDraft } from './export-draft.ts';

test('asks for what was chosen and leaves the rest to the server', () => {
  const draft = { ...emptyExportDraft, sites: 'site-001, site-002', split: 'time' } as const;
  expect(bodyOfExport(draft, 0, 86_400_000)).toEqual({
    tables: ['device_metrics'],
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-02T00:00:00.000Z',
    sites: ['site-001', 'site-002'],
    format: 'parquet',
    pseudonyms: 'fresh',
    k: 5,
    split: { by: 'time' },
    features: false,
  });
});

test('simulated rows are in it only where somebody asks', () => {
  expect(bodyOfExport({ ...emptyExportDraft, hasSimulated: true }, 0, 1).provenance).toContain(
    'simulated',
  );
});

test('begins with what the server takes where nothing is said', () => {
  const { format, pseudonyms, k } = createExport.body.properties;
  const { format: given, pseudonyms: mode, k: alike } = bodyOfExport(emptyExportDraft, 0, 1);
  const usual = [format, pseudonyms, k].map((schema) => (schema as { default?: unknown }).default);
  expect([given, mode, alike]).toEqual(usual);
});
