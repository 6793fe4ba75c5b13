import type { CommandAcknowledgement, TargetState } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Jobs } from './jobs.ts';
import type { JobsFixture } from './test/jobs-fixture.ts';
import { actor, openJobs } from './test/jobs-fixture.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createTestDatabase();
});
afterAll(() => opened.drop());

const devicesMax = 6;
const device = fc.integer({ min: 1, max: devicesMax }).map((number) => `pos-${number}`);
const step = fc.constantFrom<CommandAcknowledgement['step']>(
  'received',
  'applying',
  'applied',
  'failed',
);

type Event =
  | {
      readonly kind: 'ack';
      readonly device: string;
      readonly step: CommandAcknowledgement['step'];
      readonly old: boolean;
    }
  | {
      readonly kind: 'report';
      readonly device: string;
      readonly version: string;
      readonly status: string;
    }
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'passes' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'ask'; readonly device: string }
  | { readonly kind: 'control'; readonly control: 'pause' | 'resume' | 'cancel' | 'retry' };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('ack' as const), device, step, old: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      device,
      version: fc.constantFrom('1', '2'),
      status: fc.constantFrom('online', 'degraded', 'offline'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      milliseconds: fc.constantFrom(600, 6_000, 70_000, 1_000_000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('passes' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const), device }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('control' as const),
      control: fc.constantFrom(
        'pause' as const,
        'resume' as const,
        'cancel' as const,
        'retry' as const,
      ),
    }),
  },
);

/** A database on which a transaction dies just before its COMMIT, as its server would. */
const dying = (database: Database): Database => ({
  ...database,
  transaction: (run) =>
    database.transaction(async (transaction) => {
      await run(transaction);
      throw new Error('killed');
    }),
});

const endStates: readonly TargetState[] = [
  'verified',
  'failed',
  'timed_out',
  'cancelled',
  'skipped',
];

/** What was seen of the ends: an end is left by a retry of a person alone. */
interface Seen {
  readonly ends: Map<string, TargetState>;
  retries: number;
}

async function watch(house: JobsFixture, jobId: string, seen: Seen): Promise<void> {
  const states = await house.states(jobId);
  for (const [name, state] of Object.entries(states)) {
    const end = seen.ends.get(name);
    if (end !== undefined) expect([name, state]).toEqual([name, end]);
    if (endStates.includes(state)) seen.ends.set(name, state);
  }
}

async function play(house: JobsFixture, servers: Jobs[], jobId: string, seen: Seen, one: Event) {
  switch (one.kind) {
    case 'ack': {
      const own = house.published.filter(({ command_id }) => command_id.endsWith(`.${one.device}`));
      const command = one.old ? own[0] : own.at(-1);
      if (command === undefined) return;
      const given = { command_id: command.command_id, step: one.step, at: '2026-01-01T00:00:00Z' };
      await Promise.all(servers.map((jobs) => jobs.acknowledge({ deviceId: one.device }, given)));
      return;
    }
    case 'report':
      return house.report([one.device], one);
    case 'time':
      return house.clock.advanceMs(one.milliseconds);
    case 'passes':
      await Promise.all(servers.map((jobs) => jobs.reconcile()));
      return;
    case 'kill': {
      const dead = house.createServer({ database: dying(house.database), log: silent });
      await dead.reconcile().catch(() => undefined);
      // Another dies after its COMMIT, with the commands in its hands.
      const mute = house.createServer({
        publish: () => Promise.reject(new Error('killed')),
        log: silent,
      });
      await mute.reconcile();
      await house.database.query(
        'UPDATE jobs SET wake_at = least(wake_at, created_at) WHERE completed_at IS NULL',
      );
      return;
    }
    case 'ask':
      house.published.push(...(await house.jobs.ask(one.device)));
      return;
    case 'control':
      await house.jobs
        .control(one.control, jobId, actor)
        .then(() => {
          if (one.control !== 'retry') return;
          seen.retries += 1;
          for (const [name, state] of seen.ends) {
            if (state === 'failed' || state === 'timed_out') seen.ends.delete(name);
          }
        })
        .catch((error: { code?: string }) => expect(error.code).toBe('job_not_in_state'));
  }
}

const silent = createLog('silent');

/** Lets the job come to its end: nobody answers any more. */
async function finish(house: JobsFixture, servers: Jobs[], jobId: string): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    const { status, completed_at } = await house.jobs.read(jobId);
    if (completed_at !== null) return;
    if (status === 'paused') await house.jobs.control('resume', jobId, actor);
    house.clock.advanceMs(1_000_000);
    await Promise.all(servers.map((jobs) => jobs.reconcile()));
  }
  throw new Error('the job does not end');
}

test('whatever happens, each target ends once and is told once, and so is the job', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 5, maxLength: 40 }),
      fc.boolean(),
      fc.boolean(),
      async (events, versioned, staged) => {
        const house = await openJobs(opened);
        await house.addDevices(devicesMax);
        const servers = [house.jobs, house.createServer(), house.createServer()];
        const { job_id } = await house.jobs.create(
          {
            action: 'Update',
            site_id: 'site-001',
            attempts_max: 2,
            time_to_live_seconds: 3_000,
            ...(versioned ? { config_version: '2' } : {}),
            ...(staged ? { stages: [30, 100], failure_threshold_percent: 50 } : {}),
          },
          actor,
        );
        const seen: Seen = { ends: new Map(), retries: 0 };
        for (const one of events) {
          await play(house, servers, job_id, seen, one);
          await watch(house, job_id, seen);
        }
        await finish(house, servers, job_id);
        await watch(house, job_id, seen);
        await judge(house, job_id, seen);
        await Promise.all(servers.map((jobs) => jobs.stop()));
      },
    ),
    { numRuns: 8 },
  );
}, 60_000);

async function judge(house: JobsFixture, jobId: string, seen: Seen): Promise<void> {
  const outcomes = await house.told('job_outcomes');
  const summaries = outcomes.filter(({ device_id }) => device_id === undefined);
  expect(summaries.length).toBeGreaterThanOrEqual(1);
  expect(summaries.length).toBeLessThanOrEqual(1 + seen.retries);
  for (let number = 1; number <= devicesMax; number += 1) {
    const own = outcomes.filter(({ device_id }) => device_id === `pos-${number}`);
    expect(own.length).toBeGreaterThanOrEqual(1);
    expect(own.length).toBeLessThanOrEqual(1 + seen.retries);
    const end = { verified: 'success', timed_out: 'timeout' } as Record<string, string>;
    const state = seen.ends.get(`pos-${number}`) ?? '';
    expect(own.at(-1)?.status).toBe(end[state] ?? state);
  }
  for (const { command_id, attempt, job_id } of house.published) {
    expect([job_id, command_id.split('.')[1]]).toEqual([jobId, String(attempt)]);
  }
}
