import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runTogether } from './supervise.ts';

const supervise = fileURLToPath(new URL('./supervise.ts', import.meta.url));

/** Says `ready`, then every signal it hears; ends with 7 a moment after the last that it waits for. */
const child = (signalsToEnd: number) => `
  let heard = 0;
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => {
    console.log(process.pid, name);
    heard += 1;
    if (heard === ${signalsToEnd}) setTimeout(() => process.exit(7), 250);
  });
  setInterval(() => {}, 1000);
  console.log(process.pid, 'ready');
`;

function startParent(signalsToEnd: number) {
  const words = ['--eval', child(signalsToEnd)];
  const program = `
    import { runTogether } from ${JSON.stringify(supervise)};
    process.exitCode = await runTogether([{ name: 'child', words: ${JSON.stringify(words)}, environment: {} }]);
  `;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines: string[] = [];
  parent.stdout.on('data', (data: Buffer) => lines.push(...data.toString().trim().split('\n')));
  const until = async (count: number) => {
    while (lines.length < count) await once(parent.stdout, 'data');
  };
  return { parent, lines, until };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('Ctrl-C in a terminal reaches the child once; its exit code is passed on and it is gone', async () => {
  const { parent, lines, until } = startParent(1);
  await until(1);
  const group = -(parent.pid ?? 0);
  process.kill(group, 'SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.kill(parent.pid ?? 0, 'SIGINT');
  const [code] = await once(parent, 'exit');
  expect(code).toBe(7);
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['ready', 'SIGINT']);
  expect(isAlive(Number(lines[0]?.split(' ')[0]))).toBe(false);
});

test('a second Ctrl-C is sent on as a second one', async () => {
  const { parent, lines, until } = startParent(2);
  await until(1);
  process.kill(parent.pid ?? 0, 'SIGINT');
  await until(2);
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.kill(parent.pid ?? 0, 'SIGINT');
  await once(parent, 'exit');
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['ready', 'SIGINT', 'SIGINT']);
});

test('when one program ends, the others are told to stop, and its exit code counts', async () => {
  const code = await runTogether([
    { name: 'short', words: ['--eval', 'setTimeout(() => process.exit(3), 200)'], environment: {} },
    { name: 'long', words: ['--eval', 'setInterval(() => {}, 1000)'], environment: {} },
  ]);
  expect(code).toBe(3);
});
