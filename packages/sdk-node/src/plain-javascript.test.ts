import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startCollector } from '../test/start-collector.ts';

const source = fileURLToPath(new URL('.', import.meta.url));
const run = promisify(execFile);

/** Another Node that the machine may have, of the oldest version that is promised. */
const programs = [process.execPath, '/usr/bin/node'];

async function majorOf(program: string): Promise<number> {
  const { stdout } = await run(program, ['--version']).catch(() => ({ stdout: 'v0' }));
  return Number(/^v(\d+)/.exec(stdout)?.[1]);
}

/** Writes the SDK as JavaScript: types stripped, imports renamed, nothing else. */
async function stripTo(folder: string): Promise<void> {
  const files = await readdir(source, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const stripped = stripTypeScriptTypes(await readFile(join(source, file), 'utf8'));
    const target = join(folder, file.replace(/\.ts$/, '.js'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, stripped.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
}

const program = `
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { createHomepot } from './index.js';
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

test('as plain JavaScript it runs on every Node of this machine from 20 on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-sdk-'));
  const collector = await startCollector();
  try {
    await stripTo(folder);
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
  } finally {
    await collector.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
