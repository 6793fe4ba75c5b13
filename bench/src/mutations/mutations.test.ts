import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mutations } from './mutations.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
  'the place of the mistake "%s" is found once',
  (_name, { file, find }) => {
    expect(readFileSync(root + file, 'utf8').split(find)).toHaveLength(2);
  },
);
