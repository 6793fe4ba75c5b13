import { deviceCommand } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { testCommand } from '../../test/test-parts.ts';
import { readCommand } from './read-command.ts';

test('a command as the catalogue declares it is read', () => {
  const command = testCommand('c1', { config_url: 'http://x/y', config_version: 'v2' });
  expect(readCommand(command)).toEqual(command);
  expect(readCommand({ ...command, news: 1 })).toBeDefined();
});

test('without a field that the catalogue requires it is none', () => {
  const command: Record<string, unknown> = testCommand('c1');
  for (const name of deviceCommand.required) {
    const { [name]: _left, ...rest } = command;
    expect(readCommand(rest), name).toBeUndefined();
    expect(readCommand({ ...command, [name]: null }), name).toBeUndefined();
  }
});

test('every kind of the catalogue is read, and no other', () => {
  for (const kind of deviceCommand.properties.kind.enum) {
    expect(readCommand({ ...testCommand('c1'), kind })).toBeDefined();
  }
  expect(readCommand({ ...testCommand('c1'), kind: 'shell' })).toBeUndefined();
  expect(readCommand({ ...testCommand('c1'), expires_at: 'soon' })).toBeUndefined();
  for (const odd of [null, 1, 'text', []]) expect(readCommand(odd)).toBeUndefined();
});
