import type { AnswerOf, BodyOf, beginDemo as contract } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import type { DemoState } from './demo-state.ts';
import { enterDemo, lockDemoState } from './demo-state.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** When simulated devices began to report, after an instant; milliseconds since 1970. */
async function readFirstReportMs(
  transaction: Transaction,
  fromMs: number,
): Promise<number | undefined> {
  const [row] = await transaction.query<{ first: string | null }>(
    `SELECT least(
       (SELECT min("timestamp") FROM health_checks
        WHERE provenance = 'simulated' AND "timestamp" >= $1),
       (SELECT min("timestamp") FROM device_state_history
        WHERE provenance = 'simulated' AND "timestamp" >= $1)) AS first`,
    [new Date(fromMs).toISOString()],
  );
  return row?.first == null ? undefined : Date.parse(row.first);
}

async function begin(
  transaction: Transaction,
  { days, sites = [] }: BodyOf<typeof contract>,
  atMs: number,
): Promise<DemoState | undefined> {
  const followedMs = await readFirstReportMs(transaction, atMs - days * dayMs);
  // What is played ends before what was really reported begins.
  const toMs = Math.floor((followedMs ?? atMs) / minuteMs) * minuteMs;
  await enterDemo(transaction, { atMs, toMs, days }, sites);
  return lockDemoState(transaction);
}

/** Begins a demo, or finds the one that was begun or made. `atMs` is now, since 1970. */
export async function beginDemo(
  transaction: Transaction,
  asked: BodyOf<typeof contract>,
  atMs: number,
): Promise<AnswerOf<typeof contract>> {
  const demo = (await lockDemoState(transaction)) ?? (await begin(transaction, asked, atMs));
  if (demo === undefined) throw new Error('the demo that was begun is not there');
  const [follower] = await transaction.query(
    `SELECT 1 FROM device_state_history WHERE provenance = 'simulated' AND "timestamp" > $1 LIMIT 1`,
    [new Date(demo.toMs).toISOString()],
  );
  return {
    demo_id: demo.demoId,
    state: demo.state,
    from: new Date(demo.fromMs).toISOString(),
    to: new Date(demo.toMs).toISOString(),
    is_followed: follower !== undefined,
  };
}
