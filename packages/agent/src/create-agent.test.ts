import { deviceReport } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import type { FakeTransport } from '../test/fake-transport.ts';
import { createFakeTransport } from '../test/fake-transport.ts';
import { createManualTime, createTestLog, settle, testCommand } from '../test/test-parts.ts';
import type { AgentDependencies, AgentOptions } from './agent-dependencies.ts';
import type { ExecutionResult } from './commands/executor.ts';
import { createAgent } from './create-agent.ts';
import { createMemoryCommandJournal } from './memory/create-memory-command-journal.ts';
import { createMemoryReportStore } from './memory/create-memory-report-store.ts';
import { TransportError } from './transport.ts';

const applied: ExecutionResult = { outcome: 'applied', configVersion: 'v2' };

function startAgent(more: Partial<AgentDependencies> = {}, options: Partial<AgentOptions> = {}) {
  const time = createManualTime();
  const transport = createFakeTransport();
  const executed: string[] = [];
  const log = createTestLog();
  const parts: AgentDependencies = {
    ...time,
    transport,
    log,
    random: () => 0,
    sensors: { measure: () => ({ status: 'healthy' }) },
    reports: createMemoryReportStore(1_000),
    commands: createMemoryCommandJournal(100),
    executor: {
      configVersion: () => 'v1',
      async execute({ command_id: id }) {
        executed.push(id);
        return applied;
      },
    },
    ...more,
  };
  const agent = createAgent(parts, { intervalMs: 5_000, agentVersion: '1', ...options });
  agent.start();
  return { time, transport, executed, log, parts, agent };
}

const sequences = (reports: readonly { sequence: number }[]) => reports.map((one) => one.sequence);

test('a report goes out every interval, with the next sequence and an id of its own', async () => {
  const { time, transport, agent } = startAgent();
  await time.advance(11_000);
  expect(sequences(transport.taken)).toEqual([0, 1, 2]);
  expect(new Set(transport.taken.map((one) => one.report_id)).size).toBe(3);
  expect(transport.taken[1]).toMatchObject({ interval_seconds: 5, config_version: 'v1' });
  expect(Object.keys(deviceReport.properties)).toEqual(
    expect.arrayContaining(Object.keys(transport.taken[0] ?? {})),
  );
  expect(agent.figures()).toMatchObject({ measured: 3, sent: 3, backlog: 0 });
});

test('the first report comes after a pause drawn at random', async () => {
  const { time, transport } = startAgent({ random: () => 0.5 });
  await time.advance(2_400);
  expect(transport.taken).toHaveLength(0);
  await time.advance(200);
  expect(transport.taken).toHaveLength(1);
});

test('an agent keeps one timer', async () => {
  const { time, transport } = startAgent();
  transport.takesAtOnce = false;
  await time.advance(60_000);
  expect(time.waiting()).toBe(1);
});

test('what was measured while the house was away follows, oldest first, with a new sent_at', async () => {
  const { time, transport } = startAgent();
  transport.isUp = false;
  await time.advance(21_000);
  expect(transport.taken).toHaveLength(0);
  transport.connect();
  await settle();
  expect(sequences(transport.taken)).toEqual([0, 1, 2, 3, 4]);
  for (const { sent_at: sentAt } of transport.taken)
    expect(sentAt).toBe('2026-03-01T08:00:21.000Z');
});

test('a live report goes before the backlog, which leaves one place free', async () => {
  const { time, transport } = startAgent();
  transport.isUp = false;
  await time.advance(100_000);
  transport.takesAtOnce = false;
  transport.connect();
  expect(transport.sends).toHaveLength(7);
  await time.advance(5_000);
  expect(sequences(transport.sends.map((one) => one.value))).toEqual([0, 1, 2, 3, 4, 5, 6, 21]);
});

test('the backlog is sent at a bounded rate, without waiting for the next report', async () => {
  const { time, transport } = startAgent(
    {},
    { backlogReportsPerSecondMax: 10, intervalMs: 60_000 },
  );
  transport.isUp = false;
  await time.advance(60_000 * 40);
  transport.connect();
  await settle();
  expect(transport.taken).toHaveLength(10);
  await time.advance(2_000);
  expect(transport.taken.length).toBeGreaterThanOrEqual(29);
  expect(transport.taken.length).toBeLessThanOrEqual(31);
});

test('a send that fails is made again; one that is rejected is let go', async () => {
  const { time, transport, agent, log } = startAgent();
  transport.takesAtOnce = false;
  await time.advance(100);
  transport.sends[0]?.fail();
  await settle();
  expect(agent.figures()).toMatchObject({ failed: 1, backlog: 1 });
  await time.advance(5_000);
  expect(sequences(transport.sends.map((one) => one.value))).toEqual([0, 1, 0]);
  transport.sends[2]?.fail(new TransportError('rejected', 'no'));
  transport.sends[1]?.take();
  await settle();
  expect(agent.figures()).toMatchObject({ rejected: 1, backlog: 0 });
  expect(log.lines.join()).toContain('does not take this report');
});

test('a send without an answer is made again after a while', async () => {
  const { time, transport } = startAgent({}, { intervalMs: 20_000 });
  transport.takesAtOnce = false;
  await time.advance(41_000);
  expect(sequences(transport.sends.map((one) => one.value))).toEqual([0, 1, 2, 0]);
});

test('reports that are dropped are told of', async () => {
  const { time, transport, agent, log } = startAgent({ reports: createMemoryReportStore(3) });
  transport.isUp = false;
  await time.advance(25_500);
  expect(agent.figures()).toMatchObject({ dropped: 3, backlog: 3 });
  transport.connect();
  await settle();
  const errors = transport.taken.map((one) => one.error?.code);
  expect(errors).toContain('reports_dropped');
  expect(log.lines.join()).toContain('1 reports were dropped');
});

test('sensors that fail make the device unhealthy, and do not end the agent', async () => {
  const measure = () => Promise.reject(new Error('no such sensor'));
  const { time, transport } = startAgent({ sensors: { measure } });
  await time.advance(5_500);
  expect(transport.taken).toHaveLength(2);
  expect(transport.taken[0]).toMatchObject({
    status: 'unhealthy',
    error: { code: 'sensors_failed' },
  });
});

test('a store that cannot be written costs the backlog, not the report', async () => {
  const reports = createMemoryReportStore(10);
  const broken = () => {
    throw new Error('disk full');
  };
  const { time, transport, agent } = startAgent({ reports: { ...reports, append: broken } });
  await time.advance(100);
  expect(transport.taken).toHaveLength(1);
  transport.isUp = false;
  await time.advance(5_000);
  expect(agent.figures().dropped).toBe(1);
});

test('a command is told of step by step, and a report follows', async () => {
  const { time, transport } = startAgent();
  await time.advance(100);
  transport.command(testCommand('c1'));
  await settle();
  expect(transport.told.map((one) => one.step)).toEqual(['received', 'applying', 'applied']);
  expect(transport.told[2]).toMatchObject({ config_version: 'v2', duration_ms: 0 });
  expect(transport.taken).toHaveLength(2);
});

test('a command that comes again is answered, not carried out', async () => {
  const { transport, executed } = startAgent();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    transport.command(testCommand('c1', { attempt }));
    await settle();
  }
  expect(executed).toEqual(['c1']);
  expect(transport.told.map((one) => one.step).slice(3)).toEqual(['applied', 'applied']);
});

test('steps that could not be told are told when the house is back, in order', async () => {
  const { transport } = startAgent();
  transport.command(testCommand('c1'));
  transport.isUp = false;
  await settle();
  transport.connect();
  await settle();
  expect(transport.told.map((one) => one.step)).toEqual(['received', 'applying', 'applied']);
});

test('a command that has expired is failed and never begun', async () => {
  const { transport, executed } = startAgent();
  transport.command(testCommand('c1', { expires_at: '2026-03-01T07:59:59Z' }));
  await settle();
  expect(executed).toEqual([]);
  expect(transport.told).toMatchObject([{ step: 'failed', error: { code: 'expired' } }]);
});

test('an executor that throws makes the command fail, with its stack', async () => {
  const executor = {
    configVersion: () => undefined,
    execute: () => Promise.reject(new Error('no')),
  };
  const { transport } = startAgent({ executor });
  transport.command(testCommand('c1'));
  await settle();
  expect(transport.told[2]).toMatchObject({ step: 'failed', error: { code: 'agent_failed' } });
  expect(transport.told[2]?.error?.stack).toContain('create-agent.test');
});

test('a command without room for it fails clearly, and as often as it comes', async () => {
  const hanging = { configVersion: () => undefined, execute: () => new Promise<never>(() => {}) };
  const commands = createMemoryCommandJournal(1);
  const { transport } = startAgent({ commands, executor: hanging });
  transport.command(testCommand('c1'));
  for (const id of ['c2', 'c2']) {
    transport.command(testCommand(id));
    await settle();
  }
  transport.command(testCommand('c3', { expires_at: '2026-03-01T07:59:59Z' }));
  await settle();
  const failed = { step: 'failed', error: { code: 'journal_full' } };
  expect(transport.told.slice(2)).toMatchObject([
    { ...failed, command_id: 'c2' },
    { ...failed, command_id: 'c2' },
    { command_id: 'c3', error: { code: 'expired' } },
  ]);
  expect(transport.told.slice(0, 2).map((one) => one.command_id)).toEqual(['c1', 'c1']);
});

test('commands go on being taken when the journal has long been full', async () => {
  const { transport, executed } = startAgent({ commands: createMemoryCommandJournal(3) });
  const ids = Array.from({ length: 20 }, (_, index) => `c${index}`);
  for (const id of ids) {
    transport.command(testCommand(id));
    await settle();
  }
  expect(executed).toEqual(ids);
  expect(transport.told.filter((one) => one.step === 'applied')).toHaveLength(20);
});

test('an answer that the house has not heard is never let go for want of room', async () => {
  const { transport, executed } = startAgent({ commands: createMemoryCommandJournal(1) });
  transport.command(testCommand('c1'));
  transport.isUp = false;
  await settle();
  transport.command(testCommand('c2'));
  transport.connect();
  await settle();
  const ends = transport.told.filter((one) => one.step === 'applied' || one.step === 'failed');
  expect(ends).toMatchObject([
    { command_id: 'c1', step: 'applied' },
    { command_id: 'c2', step: 'failed' },
  ]);
  // There is room now. What was told of a command stays so; another one is taken.
  for (const id of ['c2', 'c3']) transport.command(testCommand(id));
  await settle();
  expect(executed).toEqual(['c1', 'c3']);
  expect(transport.told.filter((one) => one.command_id === 'c2')).toHaveLength(2);
});

test('a command that gave way and comes again after its time is expired, never begun again', async () => {
  const { time, transport, executed } = startAgent({ commands: createMemoryCommandJournal(1) });
  const short = testCommand('c1', { expires_at: '2026-03-01T08:00:10Z' });
  for (const command of [short, testCommand('c2')]) {
    transport.command(command);
    await settle();
  }
  await time.advance(10_000);
  transport.command(short);
  await settle();
  expect(executed).toEqual(['c1', 'c2']);
  expect(transport.told.at(-1)).toMatchObject({ command_id: 'c1', error: { code: 'expired' } });
});

/** A house whose connection breaks over one report, with all that is on its way behind it. */
function breakOver(transport: FakeTransport, poison: number) {
  const { sendReport } = transport;
  const broken: number[] = [];
  transport.sendReport = (report) => {
    if (report.sequence !== poison) return sendReport(report);
    transport.isUp = false;
    broken.push(poison);
    return Promise.reject(new TransportError('unreachable', 'The connection was lost'));
  };
  return broken;
}

test('a report over which the connection breaks holds no other up, and is given up and told of', async () => {
  const { time, transport, agent } = startAgent();
  const broken = breakOver(transport, 2);
  const reconnect = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      await time.advance(1_000);
      if (!transport.isUp) transport.connect();
      await settle();
    }
  };
  await reconnect(40_000);
  expect(sequences(transport.taken)).toEqual([0, 1, 3, 4, 5, 6, 7, 8]);
  expect(broken).toHaveLength(4);
  await reconnect(3 * 3_600_000);
  expect(broken).toHaveLength(11);
  expect(agent.figures()).toMatchObject({ rejected: 1, dropped: 0, backlog: 0 });
  const told = transport.taken.filter((one) => one.error?.code === 'reports_rejected');
  expect(told).toHaveLength(1);
});

test('while no report is taken at all, none is given up, and all arrive in the end', async () => {
  const { time, transport, agent } = startAgent();
  const { sendReport } = transport;
  transport.sendReport = () => Promise.reject(new TransportError('unreachable', 'It is away'));
  for (let seconds = 0; seconds < 300; seconds += 1) {
    await time.advance(1_000);
    transport.connect();
  }
  transport.sendReport = sendReport;
  await time.advance(60_000);
  expect(agent.figures()).toMatchObject({ rejected: 0, backlog: 0 });
  expect(sequences(transport.taken).sort((a, b) => a - b)).toEqual([...transport.taken.keys()]);
});
