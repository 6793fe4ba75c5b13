import { appendFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTestLog, temporaryFolder, testCommand } from '../../test/test-parts.ts';
import type { CommandRecord } from '../commands/command-journal.ts';
import { openDiskCommandJournal } from './open-disk-command-journal.ts';

const record = (id: string, step: 'received' | 'applied'): CommandRecord => ({
  command: testCommand(id),
  acknowledgement: { command_id: id, step, at: '2026-03-01T08:00:00Z' },
  untold: [],
});

test('the newest of each command is found again, also behind a torn line', () => {
  const path = `${temporaryFolder()}/commands.journal`;
  const journal = openDiskCommandJournal(path, createTestLog());
  journal.save(record('a', 'received'));
  journal.save(record('b', 'received'));
  journal.save(record('a', 'applied'));
  appendFileSync(path, '0badcafe {"command":');
  const again = openDiskCommandJournal(path, createTestLog());
  expect(again.find('a')?.acknowledgement.step).toBe('applied');
  again.save(record('b', 'applied'));
  const third = openDiskCommandJournal(path, createTestLog());
  expect([...third.list()].map((one) => one.acknowledgement.step)).toEqual(['applied', 'applied']);
});

test('a long journal is written anew, and is as good as before', () => {
  const path = `${temporaryFolder()}/commands.journal`;
  const journal = openDiskCommandJournal(path, createTestLog(), { bytesMax: 3_000 });
  for (let count = 0; count < 100; count += 1) journal.save(record(`c${count % 3}`, 'received'));
  expect(statSync(path).size).toBeLessThan(4_000);
  const again = openDiskCommandJournal(path, createTestLog());
  expect([...again.list()]).toHaveLength(3);
});

test('commands are forgotten a week after they expired, not before, and not untold', () => {
  const journal = openDiskCommandJournal(`${temporaryFolder()}/j`, createTestLog(), {
    commandsMax: 2,
  });
  const over = record('a', 'applied');
  journal.save(over);
  journal.save({ ...record('b', 'applied'), untold: [over.acknowledgement] });
  expect(journal.hasRoom()).toBe(false);
  const expiresMs = Date.parse(over.command.expires_at);
  journal.forget(expiresMs + 7 * 86_400_000);
  expect(journal.find('a')).toBeDefined();
  journal.forget(expiresMs + 7 * 86_400_000 + 1);
  expect(journal.find('a')).toBeUndefined();
  expect(journal.find('b')).toBeDefined();
});
