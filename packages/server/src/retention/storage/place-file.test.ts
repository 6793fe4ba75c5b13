import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeNewFile } from './place-file.ts';

let folder: string;
let partial: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-place-'));
  [partial, path] = [join(folder, '.a.partial'), join(folder, 'a')];
  await writeFile(partial, 'new');
});
afterEach(() => rm(folder, { recursive: true }));

const told = (code: string) => async () => {
  throw Object.assign(new Error(`the file system says ${code}`), { code });
};

test('a name that was given, and whose answer was lost, is no conflict', async () => {
  await link(partial, path);
  await placeNewFile(partial, path);
  expect(await readdir(folder)).toEqual(['a']);
  expect(await readFile(path, 'utf8')).toBe('new');
});

test('a name that another file has is a conflict', async () => {
  await writeFile(path, 'other');
  await expect(placeNewFile(partial, path)).rejects.toMatchObject({ code: 'conflict' });
  expect(await readFile(path, 'utf8')).toBe('other');
});

test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EISDIR', 'EINVAL', 'EMLINK'])(
  'where a second name is answered with %s, the file gets its name in another way, and takes none',
  async (code) => {
    await placeNewFile(partial, path, told(code));
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(path, 'utf8')).toBe('new');
    await writeFile(partial, 'second');
    await expect(placeNewFile(partial, path, told(code))).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await readFile(path, 'utf8')).toBe('new');
  },
);

test('a name that was reserved for nothing is given back', async () => {
  await rm(partial);
  await expect(placeNewFile(partial, path, told('EPERM'))).rejects.toMatchObject({
    code: 'ENOENT',
  });
  expect(await readdir(folder)).toEqual([]);
});

test('another error of the file system is told as it is', async () => {
  await expect(placeNewFile(partial, path, told('EIO'))).rejects.toMatchObject({ code: 'EIO' });
});
