import { Type } from 'typebox';
import { countInWords } from '../../in-words.ts';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { readers } from '../route.ts';
import { exactRangeParameters, hoursBack } from './metric-parameters.ts';
import { countedProvenance, instant, nullableText } from './metric-schemas.ts';

/** What states a device went through. */
export const readDeviceStateHistory = {
  operation: 'readDeviceStateHistory',
  method: 'GET',
  path: '/api/v1/metrics/device-state-history/{device_id}',
  resource: 'metrics',
  summary: 'The states of a device and how long it was in each',
  description:
    'Reads the changes of one device by its index. A device that never reported has an empty timeline.',
  callers: readers,
  parameters: Type.Object({ device_id: Type.String({ minLength: 1, maxLength: 255 }) }),
  query: Type.Object({
    hours: hoursBack(limits.stateHistoryHoursBackMax),
    ...exactRangeParameters,
  }),
  response: Type.Object({
    device_id: Type.String(),
    from: instant('Start of the range.'),
    to: instant('End of the range, exclusive; now at most.'),
    ...countedProvenance,
    initial_state: nullableText('The state at the start of the range; null where it is not known.'),
    timeline: Type.Array(
      Type.Object({
        timestamp: instant('When it changed.'),
        previous_state: Type.Union([Type.String(), Type.Null()]),
        new_state: Type.String(),
        changed_by: Type.String(),
        reason: Type.Union([Type.String(), Type.Null()]),
        extra_data: Type.Unknown(),
        provenance: Type.String(),
        duration_ms: Type.Number({
          description: 'Milliseconds to the next change, or to the end of the range.',
        }),
      }),
      { description: 'The changes, the oldest first.' },
    ),
    durations_ms: Type.Record(Type.String(), Type.Number(), {
      description: 'Milliseconds of the range in each state, where the state is known.',
    }),
    truncated: Type.Boolean({
      description: `Whether there were more than ${countInWords(limits.timelineRowsMax)} changes: then \`from\` is the oldest shown.`,
    }),
  }),
} as const satisfies Route;
