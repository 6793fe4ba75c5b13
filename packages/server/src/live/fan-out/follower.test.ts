import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../kernel/index.ts';
import type { LiveSink } from './follower.ts';
import { createFollower } from './follower.ts';
import { createFollowers } from './followers.ts';
import type { Frame } from './frame.ts';

/** A connection of which the test says what its reader takes. */
function createTestSink() {
  const written: Buffer[] = [];
  let buffered = 0;
  let mostBuffered = 0;
  let state: 'open' | 'ended' | 'cut' = 'open';
  const sink: LiveSink = {
    form: 'events',
    write(bytes) {
      written.push(bytes);
      buffered += bytes.length;
      mostBuffered = Math.max(mostBuffered, buffered);
    },
    bufferedBytes: () => buffered,
    heartbeat: () => written.push(Buffer.from(':')),
    end: () => {
      state = 'ended';
    },
    cut: () => {
      state = 'cut';
    },
  };
  return {
    sink,
    written,
    take(bytes: number) {
      buffered = Math.max(0, buffered - bytes);
    },
    mostBuffered: () => mostBuffered,
    state: () => state,
  };
}

const frame = (bytes: number): Frame => ({ in: () => Buffer.alloc(bytes) });
const interest = { topics: new Set(['metrics'] as const), tails: new Set(['error_logs']) };
const told = {
  id: 7,
  atMs: 0,
  view: {
    metrics: {
      tables: {},
      requests: { count: 0, classes: {}, mean_ms: null, max_ms: null },
      errors: {},
      tools: {},
      ingest: { lag_seconds: 0 },
    },
    devices: { fleet: {} },
    alerts: { open: null },
    errors: { open: null },
    jobs: {},
  },
};

test('whatever its reader takes, no more than the limit and one message wait for a follower', () => {
  const step = fc.oneof(
    fc.record({ send: fc.integer({ min: 1, max: 60_000 }) }),
    fc.record({ take: fc.integer({ min: 0, max: 100_000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const reader = createTestSink();
      const follower = createFollower(reader.sink, interest, 0);
      for (const each of steps) {
        if ('send' in each) follower.send(frame(each.send), 0);
        else reader.take(each.take);
        if (follower.isBehind() && follower.isDry()) follower.catchUp(frame(1), 0);
      }
      expect(reader.mostBuffered()).toBeLessThanOrEqual(limits.liveQueueBytesMax);
    }),
  );
});

test('one that is behind is given the newest picture once it has taken what waits', () => {
  const reader = createTestSink();
  const followers = createFollowers();
  const follower = createFollower(reader.sink, interest, 0);
  followers.add(follower);
  follower.send(frame(100_000), 0);
  follower.send(frame(100_000), 0);
  followers.tellRows(
    { key: 'error_logs', rows: { table: 'error_logs', rows: [{ id: 1 }], skipped: 2 } },
    0,
  );
  follower.send(frame(1), 0);
  expect(reader.written).toHaveLength(1);
  followers.look(told, 1_000);
  expect(reader.written).toHaveLength(1);
  reader.take(100_000);
  followers.look(told, 2_000);
  const [, picture, rows] = reader.written.map(String);
  expect(picture).toMatch(/^event: picture\nid: 7\ndata: .*"reset":true/);
  expect(rows).toContain('{"table":"error_logs","rows":[],"skipped":3}');
  expect(followers.figures()).toMatchObject({ behind: 0, caughtUp: 1, stalled: 0 });
});

test('one that takes nothing is cut off after its time, also where little is told', () => {
  for (const bytes of [100_000, 10]) {
    const reader = createTestSink();
    const followers = createFollowers();
    const follower = createFollower(reader.sink, interest, 0);
    followers.add(follower);
    follower.send(frame(bytes), 0);
    follower.send(frame(bytes), 0);
    for (let second = 0; second <= 60; second += 1) followers.look(told, second * 1_000);
    expect(reader.state()).toBe('cut');
    expect(followers.figures()).toMatchObject({ caughtUp: 0 });
  }
});

test('one that has been told nothing for a while is told that all is well', () => {
  const reader = createTestSink();
  const followers = createFollowers();
  followers.add(createFollower(reader.sink, interest, 0));
  for (let second = 0; second <= 31; second += 1) followers.look(told, second * 1_000);
  expect(reader.written.map(String)).toEqual([':', ':']);
  expect(reader.state()).toBe('open');
});
