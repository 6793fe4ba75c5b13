import { Type } from 'typebox';
import { deviceReport } from '../../wire/device-report.ts';
import type { Route } from '../route.ts';
import { senders } from '../route.ts';
import { deviceParameters } from '../schema/fleet-schemas.ts';

export const reportHealth = {
  operation: 'reportHealth',
  method: 'POST',
  path: '/api/v1/devices/{device_id}/health',
  resource: 'device-reports',
  summary: 'Report how a device is',
  description:
    'The same report as over MQTT. The answer comes when it is on disk; the same `report_id` again is a duplicate. A device may only report for itself.',
  callers: senders,
  parameters: deviceParameters,
  body: deviceReport,
  response: Type.Object({
    report_id: Type.String(),
    outcome: Type.Enum(['accepted', 'duplicate', 'quarantined']),
    metrics: Type.Enum(['stored', 'filtered', 'none'], {
      description: 'What became of its measurements: the smart filter leaves out repetitions.',
    }),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const deviceReportRoutes: readonly Route[] = [reportHealth];
