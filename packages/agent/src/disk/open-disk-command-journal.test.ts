import { appendFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTestLog, temporaryFolder, testCommand } from '../../test/test-parts.ts';
import type { CommandJournal, CommandRecord } from '../commands/command-journal.ts';
import { createMemoryCommandJournal } from '../memory/create-memory-command-journal.ts';
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

/** Journals of four commands, in memory and on disk, and the one on disk when it is opened again. */
const journals = {
  memory: () => {
    const journal = createMemoryCommandJournal(4);
    return { journal, again: () => journal };
  },
  disk: () => {
    const path = `${temporaryFolder()}/commands.journal`;
    const open = () =>
      openDiskCommandJournal(path, createTestLog(), { commandsMax: 4, bytesMax: 2_000 });
    return { journal: open(), again: open };
  },
};
const startMs = Date.parse('2026-03-01T08:00:00Z');
const ids = (journal: CommandJournal) =>
  [...journal.list()].map(({ command }) => command.command_id);

test.each(Object.entries(journals))('a full journal (%s) goes on taking commands', (_, create) => {
  const { journal, again } = create();
  journal.save(record('running', 'received'));
  journal.save({
    ...record('untold', 'applied'),
    untold: [record('x', 'applied').acknowledgement],
  });
  for (let count = 0; count < 50; count += 1) {
    expect(journal.makeRoom(startMs)).toBe(true);
    journal.save(record(`c${count}`, 'applied'));
  }
  expect(ids(journal)).toEqual(['running', 'untold', 'c48', 'c49']);
  const reopened = again();
  expect(reopened.find('running')?.acknowledgement.step).toBe('received');
  expect(reopened.find('untold')?.untold).toHaveLength(1);
  expect(reopened.makeRoom(startMs)).toBe(true);
  expect(ids(reopened)).toEqual(['running', 'untold', 'c49']);
});

test.each(Object.entries(journals))(
  'where nothing is settled (%s) there is no room',
  (_, create) => {
    const { journal } = create();
    for (const id of ['a', 'b', 'c', 'd']) journal.save(record(id, 'received'));
    expect(journal.makeRoom(startMs)).toBe(false);
    expect(ids(journal)).toHaveLength(4);
    journal.save(record('b', 'applied'));
    expect(journal.makeRoom(startMs)).toBe(true);
    expect(ids(journal)).toEqual(['a', 'c', 'd']);
  },
);

test('one that has expired goes before an older one that has not', () => {
  const { journal } = journals.memory();
  const expired = testCommand('c', { expires_at: '2026-03-01T07:59:00Z' });
  for (const id of ['a', 'b']) journal.save(record(id, 'applied'));
  journal.save({ ...record('c', 'applied'), command: expired });
  journal.save(record('d', 'applied'));
  journal.makeRoom(startMs);
  expect(ids(journal)).toEqual(['a', 'b', 'd']);
});

test('commands are forgotten a week after they expired, not before, and not untold', () => {
  const journal = openDiskCommandJournal(`${temporaryFolder()}/j`, createTestLog());
  const over = record('a', 'applied');
  journal.save(over);
  journal.save({ ...record('b', 'applied'), untold: [over.acknowledgement] });
  const expiresMs = Date.parse(over.command.expires_at);
  journal.makeRoom(expiresMs + 7 * 86_400_000);
  expect(journal.find('a')).toBeDefined();
  journal.makeRoom(expiresMs + 7 * 86_400_000 + 1);
  expect(journal.find('a')).toBeUndefined();
  expect(journal.find('b')).toBeDefined();
});
