import { parseArgs } from 'node:util';
import { measureFramework } from './sdk-node/measure-framework.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    requests: { type: 'string', default: '4000' },
    json: { type: 'boolean', default: false },
  },
});
const sizes = { rounds: Number(values.rounds), requests: Number(values.requests) };
const costs = [];
for (const framework of ['fastify', 'express', 'hono']) {
  costs.push(await measureFramework(framework, sizes));
}
const fine = (value: number): string => value.toFixed(1);
const lines = [
  '| framework | without µs | with µs | SDK, main thread µs | SDK, all threads µs |',
  '| --- | --- | --- | --- | --- |',
  ...costs.map(
    (one) =>
      `| ${one.framework} | ${fine(one.withoutMicros)} | ${fine(one.withMicros)} | ${fine(one.mainMicros)} | ${fine(one.allMicros)} |`,
  ),
];
process.stdout.write(values.json ? `${JSON.stringify(costs)}\n` : `${lines.join('\n')}\n`);

/** The bound that the SDK promises for a request. */
const mainMicrosMax = 20;
process.exitCode = costs.every((one) => one.mainMicros < mainMicrosMax && one.dropped === 0)
  ? 0
  : 1;
