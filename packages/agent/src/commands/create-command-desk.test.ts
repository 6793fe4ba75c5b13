import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeTransport } from '../../test/fake-transport.ts';
import {
  createManualTime,
  createTestLog,
  settle,
  temporaryFolder,
  testCommand,
} from '../../test/test-parts.ts';
import type { AgentDependencies } from '../agent-dependencies.ts';
import { openDiskCommandJournal } from '../disk/open-disk-command-journal.ts';
import { createMemoryReportStore } from '../memory/create-memory-report-store.ts';
import type { CommandJournal } from './command-journal.ts';
import { createCommandDesk } from './create-command-desk.ts';

class Killed extends Error {}

/** A journal of a process that is killed before or after its nth write. */
function killing(journal: CommandJournal, writes: number, isWritten: boolean): CommandJournal {
  let left = writes;
  const guard =
    (save: CommandJournal['save']): CommandJournal['save'] =>
    (record) => {
      left -= 1;
      if (left < 0) throw new Killed();
      if (left === 0 && isWritten) save(record);
      if (left === 0) throw new Killed();
      save(record);
    };
  return { ...journal, save: guard(journal.save), saveTold: guard(journal.saveTold) };
}

/** One life of an agent on a journal file; it ends at a kill. `begun` counts what was carried out. */
async function live(
  path: string,
  begun: string[],
  ids: readonly string[],
  kill?: [number, boolean],
) {
  const transport = createFakeTransport();
  const journal = openDiskCommandJournal(path, createTestLog());
  const parts: AgentDependencies = {
    ...createManualTime(),
    transport,
    log: createTestLog(),
    random: () => 0,
    sensors: { measure: () => ({ status: 'healthy' }) },
    reports: createMemoryReportStore(1),
    commands: kill === undefined ? journal : killing(journal, ...kill),
    executor: {
      configVersion: () => undefined,
      async execute({ command_id: id }) {
        begun.push(id);
        return { outcome: 'applied' };
      },
    },
  };
  const desk = createCommandDesk(parts, () => undefined);
  try {
    desk.start();
    for (const id of ids) desk.take(testCommand(id));
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  await settle();
  desk.close();
  journal.close();
  return transport.told;
}

test('whatever is killed when, no command is carried out twice, and each has an end', async () => {
  const kills = fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.boolean()), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(kills, async (lives) => {
      const path = `${temporaryFolder()}/commands.journal`;
      const begun: string[] = [];
      const ids = ['a', 'b', 'c'];
      for (const kill of lives) await live(path, begun, ids, kill);
      const told = await live(path, begun, ids);
      expect(new Set(begun).size).toBe(begun.length);
      for (const id of ids) {
        const last = told.filter((one) => one.command_id === id).at(-1);
        // Told as applied only if it was begun; told as failed only if it was cut off.
        if (last?.step === 'applied') expect(begun).toContain(id);
        else expect(last).toMatchObject({ step: 'failed', error: { code: 'interrupted' } });
      }
    }),
    { numRuns: 80 },
  );
});

test('a command that was received before a crash is carried out after it', async () => {
  const path = `${temporaryFolder()}/commands.journal`;
  const begun: string[] = [];
  await live(path, begun, ['a'], [1, true]);
  expect(begun).toEqual([]);
  const told = await live(path, begun, []);
  expect(begun).toEqual(['a']);
  expect(told.map((one) => one.step)).toEqual(['received', 'applying', 'applied']);
});
