import { register } from '@homepot/catalogue';
import { hashSync } from 'bcryptjs';
import { describe, expect, test } from 'vitest';
import { HomepotError, limits } from '../../kernel/index.ts';
import {
  createPasswordHash,
  isOutdatedPasswordHash,
  matchesPasswordHash,
} from './password-hash.ts';
import { requireGoodPassword } from './password-rules.ts';
import { createPasswords } from './passwords.ts';

/** From the tests of the argon2 reference implementation: password "password", salt "somesalt". */
const reference =
  '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

describe('a password hash', () => {
  test('fits its password only, and is salted', async () => {
    const one = await createPasswordHash('correct horse');
    const two = await createPasswordHash('correct horse');
    expect(one).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
    expect(one).not.toBe(two);
    expect(await matchesPasswordHash('correct horse', one)).toBe(true);
    expect(await matchesPasswordHash('correct horse ', one)).toBe(false);
  });

  test('is argon2id as others make it', async () => {
    expect(await matchesPasswordHash('password', reference)).toBe(true);
    expect(isOutdatedPasswordHash(reference)).toBe(true);
  });

  test.each([
    '',
    'plain',
    '$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7c',
  ])('of another form fits nothing: %s', async (stored) => {
    expect(await matchesPasswordHash('password', stored)).toBe(false);
  });
});

describe('passwords', () => {
  test.each(['2a', '2b'])('of older systems ($%s$) fit and are outdated', async (version) => {
    const stored = hashSync('old password', 4).replace(/^\$2.\$/, `$${version}$`);
    const passwords = createPasswords();
    expect(await passwords.check('old password', stored)).toEqual({
      matches: true,
      outdated: true,
    });
    expect(await passwords.check('new password', stored)).toMatchObject({ matches: false });
  });

  test('of an unknown user never fit, and take as long', async () => {
    const passwords = createPasswords();
    const stored = await passwords.createHash('correct horse');
    // The time of the processor, since the wall clock also tells what else the machine does.
    const workOf = async (hash: string | null) => {
      const before = process.cpuUsage();
      for (let i = 0; i < 8; i += 1) {
        expect((await passwords.check('wrong horse', hash)).matches).toBe(false);
      }
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    await workOf(stored);
    const ratio = (await workOf(null)) / (await workOf(stored));
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test('beyond a number at one time are refused, not queued', async () => {
    const passwords = createPasswords();
    const most = limits.passwordHashesAtOnceMax + limits.passwordHashesWaitingMax;
    const all = await Promise.allSettled(
      Array.from({ length: most + 5 }, () => passwords.check('wrong horse', null)),
    );
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(refused[0]?.reason).toMatchObject({ code: 'overloaded' });
    expect((await passwords.check('wrong horse', null)).matches).toBe(false);
  });
});

test.each([
  ['short', 'ada', false],
  ['nine char', 'ada', false],
  ['ten chars!', 'ada', true],
  ['🔑🔑🔑🔑🔑', 'ada', false],
  ['x'.repeat(256), 'ada', true],
  ['x'.repeat(257), 'ada', false],
  ['Longusername', 'longusername', false],
])('the password %j of %s: good = %s', (password, username, good) => {
  const run = () => requireGoodPassword(password, username);
  if (good) expect(run).not.toThrow();
  else expect(run).toThrow(HomepotError);
});

test('the contract asks of a new password what the house asks', () => {
  expect(register.body.properties.password).toMatchObject({
    minLength: limits.passwordCharactersMin,
    maxLength: limits.passwordCharactersMax,
  });
});
