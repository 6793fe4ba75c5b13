import type { AnswerOf, BodyOf, beginDemo as contract } from '@homepot/catalogue';
import { hasSimulatedChange, readFirstSimulatedReport } from '../../query/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { DemoState } from './demo-state.ts';
import { enterDemo, lockDemoState } from './demo-state.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

async function begin(
  transaction: Transaction,
  { days, sites = [] }: BodyOf<typeof contract>,
  atMs: number,
): Promise<DemoState | undefined> {
  const followedMs = await readFirstSimulatedReport(transaction, atMs - days * dayMs);
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
  return {
    demo_id: demo.demoId,
    state: demo.state,
    from: new Date(demo.fromMs).toISOString(),
    to: new Date(demo.toMs).toISOString(),
    is_followed: await hasSimulatedChange(transaction, demo.toMs),
  };
}
