import { expect, test } from 'vitest';
import {
  createBatch,
  createRequest,
  encodeSection,
  listMetrics,
  noonMs,
} from '../../../test/drain-ground.ts';
import { limits } from '../../kernel/index.ts';
import { summariseBatches } from './summarise-batches.ts';

test('batches are summed up by table, origin, status, severity, outcome and state', () => {
  const requests = [
    createRequest({ status_code: 200, response_time_ms: 10 }),
    createRequest({ status_code: 204, response_time_ms: undefined }),
    createRequest({ status_code: 503, response_time_ms: 30 }),
  ];
  const state = { timestamp: noonMs, device_id: 'pos-1', previous_state: 'online' };
  const batches = [
    createBatch([
      encodeSection('api_request_logs', requests),
      encodeSection('device_metrics', listMetrics(4)),
    ]),
    createBatch([encodeSection('device_metrics', listMetrics(2))], { provenance: 'simulated' }),
    createBatch([
      encodeSection('error_logs', [{ severity: 'error' }, { severity: 'critical' }]),
      encodeSection('tool_usage_logs', [{ outcome: 'ok' }, { outcome: 'timeout' }]),
      encodeSection('device_state_history', [{ ...state, new_state: 'offline' }]),
      encodeSection('quarantined_records', [{}, {}]),
    ]),
  ];
  expect(summariseBatches(batches)).toEqual({
    tables: {
      api_request_logs: { real: 3 },
      device_metrics: { real: 4, simulated: 2 },
      error_logs: { real: 2 },
      tool_usage_logs: { real: 2 },
      device_state_history: { real: 1 },
    },
    requests: { classes: { '2xx': 2, '5xx': 1 }, measured: 2, sum: 40, max: 30 },
    errors: { error: 1, critical: 1 },
    tools: { ok: 1, timeout: 1 },
    states: {
      changes: [
        { at: new Date(noonMs).toISOString(), device_id: 'pos-1', from: 'online', to: 'offline' },
      ],
      skipped: 0,
    },
  });
});

test('of many changes of state the newest are told one by one', () => {
  const rows = Array.from({ length: limits.liveStateChangesMax + 5 }, (_, i) => ({
    timestamp: noonMs,
    device_id: `pos-${i}`,
    new_state: 'offline',
  }));
  const { states } = summariseBatches([createBatch([encodeSection('device_state_history', rows)])]);
  expect(states?.changes).toHaveLength(limits.liveStateChangesMax);
  expect(states?.changes[0]?.device_id).toBe('pos-5');
  expect(states?.skipped).toBe(5);
});
