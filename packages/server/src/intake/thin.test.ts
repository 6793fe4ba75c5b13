import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reading, Thinner } from './thin.ts';
import { createThinner } from './thin.ts';

const second = 1_000_000;
const options = { changePercent: 5, snapshotSeconds: 300, devicesMax: 100 };
const still: Reading = {
  deviceId: 'pos-1',
  timeMicros: 0,
  cpuPercent: 40,
  memoryPercent: 50,
  diskPercent: 60,
  networkLatencyMs: 10,
  errorRate: 0.5,
  extraMetrics: null,
};

/** Whether each reading is stored, each a batch of its own that becomes durable. */
function thin(thinner: Thinner, ...readings: readonly Partial<Reading>[]): boolean[] {
  return readings.map((reading) => {
    const pass = thinner.begin();
    const kept = pass.keeps({ ...still, ...reading });
    pass.commit();
    return kept;
  });
}

const changes = (from: Partial<Reading>, to: Partial<Reading>) =>
  thin(createThinner(options), from, { ...to, timeMicros: second })[1];

describe('what is news', () => {
  test('the first row of a device, and not the same again', () => {
    expect(thin(createThinner(options), {}, {}, { deviceId: 'pos-2' })).toEqual([
      true,
      false,
      true,
    ]);
  });

  test.each(['cpuPercent', 'memoryPercent', 'diskPercent', 'networkLatencyMs'] as const)(
    '%s that moved by five percent of the last stored value',
    (name) => {
      expect(changes({ [name]: 40 }, { [name]: 42 })).toBe(true);
      expect(changes({ [name]: 40 }, { [name]: 38 })).toBe(true);
      expect(changes({ [name]: 40 }, { [name]: 41.99 })).toBe(false);
      expect(changes({ [name]: 1.1 }, { [name]: 1.155 })).toBe(true);
      expect(changes({ [name]: 0 }, { [name]: 1 })).toBe(false);
      expect(changes({ [name]: 0 }, { [name]: 1.01 })).toBe(true);
      expect(changes({ [name]: 1 }, { [name]: 0 })).toBe(true);
      expect(changes({ [name]: null }, { [name]: 0 })).toBe(true);
      expect(changes({ [name]: 0 }, { [name]: null })).toBe(true);
      expect(changes({ [name]: null }, { [name]: undefined })).toBe(false);
    },
  );

  test('an error rate that moved by more than 0.01', () => {
    expect(changes({ errorRate: 0.5 }, { errorRate: 0.51 })).toBe(false);
    expect(changes({ errorRate: 0.03 }, { errorRate: 0.04 })).toBe(false);
    expect(changes({ errorRate: 0.5 }, { errorRate: 0.511 })).toBe(true);
    expect(changes({ errorRate: 0 }, { errorRate: 0.02 })).toBe(true);
    expect(changes({ errorRate: null }, { errorRate: 0 })).toBe(true);
  });

  test('a service in another state and another version of the configuration, nothing else', () => {
    const extra = (extraMetrics: unknown) => ({ extraMetrics });
    const before = extra({ services: { pos_app: 'running' }, config_version: '1', uptime: 1 });
    expect(
      changes(before, extra({ services: { pos_app: 'running' }, config_version: '1', uptime: 2 })),
    ).toBe(false);
    expect(changes(before, extra({ services: { pos_app: 'error' }, config_version: '1' }))).toBe(
      true,
    );
    expect(changes(before, extra({ services: { pos_app: 'running' }, config_version: '2' }))).toBe(
      true,
    );
    expect(changes(before, extra(null))).toBe(true);
    expect(changes(extra(null), extra({ uptime: 2 }))).toBe(false);
    const long = 'x'.repeat(500);
    expect(changes(extra({ services: { a: long } }), extra({ services: { a: `${long}y` } }))).toBe(
      true,
    );
    expect(changes(extra({ services: { a: long } }), extra({ services: { a: long } }))).toBe(false);
  });
});

describe('what time makes of it', () => {
  test('a row five minutes after the last stored one', () => {
    const times = [0, 299, 300, 301, 599, 600].map((seconds) => ({ timeMicros: seconds * second }));
    expect(thin(createThinner(options), ...times)).toEqual([true, false, true, false, false, true]);
  });

  test('slow drift is measured from the last stored row, not from the last one sent', () => {
    const drift = [40, 41, 41.9, 42, 43].map((cpuPercent, i) => ({
      cpuPercent,
      timeMicros: i * second,
    }));
    expect(thin(createThinner(options), ...drift)).toEqual([true, false, false, true, false]);
  });

  test('a late row is stored and changes nothing for those after it', () => {
    const thinner = createThinner(options);
    expect(
      thin(
        thinner,
        { timeMicros: 100 * second },
        { timeMicros: 50 * second, cpuPercent: 90 },
        { timeMicros: 101 * second },
      ),
    ).toEqual([true, true, false]);
  });

  test('everything, with a change of 0 percent', () => {
    const thinner = createThinner({ ...options, changePercent: 0 });
    expect(thin(thinner, {}, {}, {})).toEqual([true, true, true]);
    expect(thinner.devices()).toBe(0);
  });
});

describe('what did not become durable', () => {
  test('is forgotten, so that the same row is stored when it comes again', () => {
    const thinner = createThinner(options);
    const lost = thinner.begin();
    expect(lost.keeps(still)).toBe(true);
    lost.forget();
    expect(thin(thinner, {})).toEqual([true]);
  });

  test('is waited for by a batch that was compared with it', async () => {
    const thinner = createThinner(options);
    const first = thinner.begin();
    first.keeps(still);
    const second = thinner.begin();
    expect(second.keeps(still)).toBe(false);
    const waits = second.waitsFor();
    expect(waits).toHaveLength(1);
    first.forget();
    expect(await Promise.all(waits)).toEqual([false]);
  });

  test('does not take along what a later batch stored', () => {
    const thinner = createThinner(options);
    const first = thinner.begin();
    first.keeps(still);
    const later = thinner.begin();
    expect(later.keeps({ ...still, cpuPercent: 80, timeMicros: second })).toBe(true);
    later.commit();
    first.forget();
    expect(thin(thinner, { cpuPercent: 80, timeMicros: 2 * second })).toEqual([false]);
  });

  test('is not waited for once it is durable', () => {
    const thinner = createThinner(options);
    thin(thinner, {});
    const pass = thinner.begin();
    expect(pass.keeps(still)).toBe(false);
    expect(pass.waitsFor()).toEqual([]);
  });
});

test('the memory has a limit, and forgets the device that was stored longest ago', () => {
  const thinner = createThinner({ ...options, devicesMax: 2 });
  const device = (n: number) => ({ deviceId: `pos-${n}` });
  expect(thin(thinner, device(1), device(2), device(3))).toEqual([true, true, true]);
  expect(thinner.devices()).toBe(2);
  expect(thin(thinner, device(2), device(3), device(1))).toEqual([false, false, true]);
});

test('held until the next one, the stored rows are never off by five percent or more', () => {
  const walk = fc.array(
    fc.tuple(fc.double({ min: 1, max: 100, noNaN: true }), fc.integer({ min: 1, max: 400 })),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(walk, (steps) => {
      const thinner = createThinner(options);
      let time = 0;
      let held: { value: number; time: number } | undefined;
      for (const [value, seconds] of steps) {
        time += seconds * second;
        const [kept] = thin(thinner, { cpuPercent: value, timeMicros: time });
        if (kept) held = { value, time };
        if (held === undefined) throw new Error('the first row was not stored');
        expect(Math.abs(value - held.value)).toBeLessThan(held.value * 0.0500001);
        expect(time - held.time).toBeLessThan(300 * second);
      }
    }),
  );
});

test('after a gap in the numbers of its reports a device is stored: another server may have', () => {
  const numbered = [1, 2, 2, 4, 5, 3, 4].map((sequence, index) => ({
    sequence,
    timeMicros: index * second,
  }));
  expect(thin(createThinner(options), ...numbered)).toEqual([
    true,
    false,
    false,
    true,
    false,
    true,
    false,
  ]);
});

test('two servers that see every other report store what one would have, at least', () => {
  const percent = fc.integer({ min: 30, max: 60 });
  const seen = fc.array(fc.record({ cpuPercent: percent, isHere: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(seen, (reports) => {
      const servers = [createThinner(options), createThinner(options)];
      let last: number | undefined;
      for (const [sequence, { cpuPercent, isHere }] of reports.entries()) {
        const server = servers[isHere ? 0 : 1] as Thinner;
        const [kept] = thin(server, { cpuPercent, sequence, timeMicros: sequence * second });
        if (kept) last = cpuPercent;
        // What is stored is never further from what was measured than one server leaves it.
        expect(Math.abs(cpuPercent - (last ?? 0)) * 100).toBeLessThan((last ?? 0) * 5 + 1e-6);
      }
    }),
  );
});
