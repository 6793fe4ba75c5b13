import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { build } from '../build/build.ts';
import { startCollector } from '../test/start-collector.ts';

const run = promisify(execFile);

/** Another Node that the machine may have, of the oldest version that is promised. */
const programs = [process.execPath, '/usr/bin/node'];

async function majorOf(program: string): Promise<number> {
  const { stdout } = await run(program, ['--version']).catch(() => ({ stdout: 'v0' }));
  return Number(/^v(\d+)/.exec(stdout)?.[1]);
}

const program = `
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { createHomepot } from '@homepot/sdk-node';
const [, , url, fastifyUrl] = process.argv;
const { fastify } = await import(fastifyUrl);
const homepot = createHomepot({ url, key: 'k', service: 's' });
const app = fastify();
await app.register(homepot.fastify);
app.post('/orders/:id', async () => {
  homepot.captureError(new Error('x', { cause: 1 }));
  homepot.wrapTool(() => 1, { pack: 'p', name: 't' })();
  return 'hello';
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
async function* pieces() {
  yield Buffer.from('{');
  await pause(20);
  yield Buffer.from('}');
}
const answer = await fetch(address + '/orders/1', {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-request-id': 'r-1' },
  body: Readable.toWeb(Readable.from(pieces())),
  duplex: 'half',
});
await answer.text();
app.server.closeAllConnections();
await app.close();
`;

const typed = `
import { createHomepot, fromEnvironment } from '@homepot/sdk-node';
const homepot = createHomepot({ ...fromEnvironment(), service: 'shop' });
export const priceOf: (given: { article: string }) => number = homepot.wrapTool(
  ({ article }: { article: string }) => article.length,
  { pack: 'prices', name: 'price-of' },
);
// @ts-expect-error The types are really there.
createHomepot({ url: 17 });
`;

/** Of a program that stands outside of this repository; it finds the types of Node only. */
const compilerOptions = {
  strict: true,
  noEmit: true,
  module: 'nodenext',
  types: ['node'],
  typeRoots: [fileURLToPath(new URL('../../../node_modules/@types', import.meta.url))],
};

test('built and installed, it runs on every Node of this machine from 20 on, and has its types', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-sdk-'));
  const collector = await startCollector();
  try {
    await build(join(folder, 'node_modules/@homepot/sdk-node'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(join(folder, 'program.js'), program);
    let runs = 0;
    for (const node of programs) {
      if ((await majorOf(node)) < 20) continue;
      runs += 1;
      const { stderr } = await run(node, [
        join(folder, 'program.js'),
        collector.url,
        import.meta.resolve('fastify'),
      ]);
      expect(stderr).toBe('');
      for (const table of ['api_request_logs', 'error_logs', 'tool_usage_logs']) {
        expect(collector.rows(table)).toHaveLength(runs);
      }
      expect(collector.rows('error_logs').at(-1)).toMatchObject({
        endpoint: '/orders/{id}',
        request_id: 'r-1',
      });
    }
    expect(runs).toBeGreaterThan(0);
    await writeFile(join(folder, 'program.ts'), typed);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const compiler = fileURLToPath(import.meta.resolve('typescript/package.json'));
    await run(process.execPath, [join(dirname(compiler), 'bin/tsc'), '--project', folder]);
  } finally {
    await collector.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
