import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/test-parts.ts';

const page = new URL('../../../../docs/how-to/run-the-agent.md', import.meta.url);
const unit = /```ini\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8'))?.[1] ?? '';
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const takes = 'the unit of the manual is one that systemd takes';
const name = hasSystemd ? takes : `${takes} (skipped: there is no systemd-analyze here)`;

test.skipIf(!hasSystemd)(name, () => {
  const file = join(temporaryFolder(), 'homepot-agent.service');
  // The program is not installed where the test runs.
  writeFileSync(file, unit.replace('/usr/local/bin/homepot', '/bin/true'));
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file]);
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('homepot'))).toEqual([]);
});

test('the unit of the manual runs the agent in its own folder, and leaves to people what they mend', () => {
  expect(unit).toMatch(/agent run --folder \$\{STATE_DIRECTORY\}$/m);
  expect(unit).toContain('RestartPreventExitStatus=2');
  expect(unit).toContain('DynamicUser=yes');
});
