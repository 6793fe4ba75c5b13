import { settings } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

test('an empty environment gives every default', () => {
  const config = readConfig({});
  expect(config.PORT).toBe(8000);
  expect(config.ANALYTICS_ENABLED).toBe(true);
  expect(config.DATABASE_URL).toBeUndefined();
  expect(Object.keys(config).sort()).toEqual(Object.keys(settings).sort());
});

test('all faults come in one message', () => {
  const read = () => readConfig({ PORT: '80000', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud' });
  expect(read).toThrow(ConfigError);
  try {
    read();
  } catch (error) {
    expect(error instanceof ConfigError && error.faults.length).toBe(3);
    expect(String(error)).toContain('PORT must be a whole number from 0 to 65535; it is "80000"');
  }
});

test('a secret is not shown, not even a wrong one', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://user:hunter2@host/db' })).not.toThrow(/hunter2/);
  expect(() => readConfig({ SECRET_KEY: 'short' })).toThrow(/at least 32 characters/);
});

test.each(['true', 'YES', '1'])('%s is a flag that is set', (text) => {
  expect(readConfig({ ANALYTICS_ENABLED: text }).ANALYTICS_ENABLED).toBe(true);
});

test.each([
  ['', false],
  ['false', false],
  ['0', false],
  ['true', 1],
  ['2', 2],
  ['10.0.0.0/8, loopback', ['10.0.0.0/8', 'loopback']],
  ['2001:db8::/32', ['2001:db8::/32']],
])('TRUST_PROXY=%s believes these proxies', (text, proxies) => {
  expect(readConfig({ TRUST_PROXY: text }).TRUST_PROXY).toEqual(proxies);
});

test.each(['-1', '99', 'everybody', '0.0.0.0/0', '10.0.0.0/33', '10.0.0.1,', '1,10.0.0.1'])(
  'TRUST_PROXY=%s is wrong',
  (text) => {
    expect(() => readConfig({ TRUST_PROXY: text })).toThrow(ConfigError);
  },
);
