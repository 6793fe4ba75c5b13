import { callerLimits } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { alertLimits } from './alert-limits.ts';
import { fleetLimits } from './fleet-limits.ts';
import { limits } from './limits.ts';
import { liveLimits } from './live-limits.ts';

test('no limit takes the place of another of the same name', () => {
  for (const part of [callerLimits, fleetLimits, liveLimits, alertLimits]) {
    expect(limits).toMatchObject(part);
  }
});
