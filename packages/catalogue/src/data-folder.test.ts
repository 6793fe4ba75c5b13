import { expect, test } from 'vitest';
import { chooseDataFolder } from './data-folder.ts';

test.each([
  ['/srv/pot', true, '/srv/pot'],
  ['pot', false, 'pot'],
  ['', false, '/home/ada/.local/share/homepot'],
  [undefined, false, '/home/ada/.local/share/homepot'],
  [undefined, true, '/var/lib/homepot'],
])('DATA_DIR %j, root %j: %s', (dataDir, isRoot, folder) => {
  expect(chooseDataFolder(dataDir, { isRoot, homeFolder: '/home/ada' })).toBe(folder);
});
