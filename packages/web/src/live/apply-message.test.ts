import type { LiveMessage, LivePicture } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { applyMessage } from './apply-message.ts';

const table = (total: number) => ({ total, today: total, per_minute: 1, provenance: {} });
const metrics = {
  tables: { health_checks: table(5), error_logs: table(2) },
  requests: { count: 1, classes: {}, mean_ms: null, max_ms: null },
  errors: {},
  tools: {},
  ingest: { lag_seconds: 0 },
};
const picture: LivePicture = {
  at: '2026-11-22T12:00:00Z',
  reset: false,
  metrics,
  devices: { fleet: { online: 3 } },
  alerts: { open: 1 },
};

const change = (
  data: Omit<Extract<LiveMessage, { event: 'change' }>['data'], 'at'>,
): LiveMessage => ({
  event: 'change',
  id: '2',
  data: { at: '2026-11-22T12:00:01Z', ...data },
});

test('a change replaces what it names, table by table, and leaves everything else', () => {
  const next = applyMessage(picture, change({ metrics: { tables: { error_logs: table(3) } } }));
  expect(next).toEqual({
    ...picture,
    at: '2026-11-22T12:00:01Z',
    metrics: { ...metrics, tables: { health_checks: table(5), error_logs: table(3) } },
  });
});

test('what is new is not kept: it is to be added up by whoever wants that', () => {
  const next = applyMessage(picture, change({ metrics: { new: { tables: { error_logs: 1 } } } }));
  expect(next?.metrics).toEqual(metrics);
});

test('states and numbers that are open come as they are now', () => {
  const next = applyMessage(
    picture,
    change({ devices: { fleet: { error: 3 } }, alerts: { open: 0 } }),
  );
  expect(next).toMatchObject({ devices: { fleet: { error: 3 } }, alerts: { open: 0 } });
});

test('a picture replaces everything, and a change before any picture is nothing yet', () => {
  const fresh: LivePicture = { at: '2026-11-22T13:00:00Z', reset: true };
  expect(applyMessage(picture, { event: 'picture', id: '9', data: fresh })).toEqual(fresh);
  expect(applyMessage(undefined, change({ alerts: { open: 1 } }))).toBeUndefined();
});
