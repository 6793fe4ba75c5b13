import { expect, test } from 'vitest';
import { createManualClock } from '../../kernel/index.ts';
import { createAttemptLimiter } from './attempt-limiter.ts';

const create = (attemptsPerMinute: number, namesMax = 100) => {
  const clock = createManualClock();
  const limiter = createAttemptLimiter({ clock }, { attemptsPerMinute, namesMax });
  return { clock, limiter };
};

test('so many a minute, filling up evenly, each address for itself', () => {
  const { clock, limiter } = create(3);
  for (let i = 0; i < 3; i += 1) limiter.require('192.0.2.1');
  expect(() => limiter.require('192.0.2.1')).toThrow('Too many sign-ins');
  limiter.require('192.0.2.2');
  clock.advanceMs(20_000);
  limiter.require('192.0.2.1');
  expect(() => limiter.require('192.0.2.1')).toThrow('Too many sign-ins');
});

test('says when to come again', () => {
  const { limiter } = create(1);
  limiter.require('192.0.2.1');
  expect(() => limiter.require('192.0.2.1')).toThrow(
    expect.objectContaining({ code: 'rate_limited', retryAfterSeconds: 60 }),
  );
});

test('the addresses of one IPv6 network count together', () => {
  const { limiter } = create(2);
  limiter.require('2001:db8::1');
  limiter.require('2001:db8:0:0:ffff::2');
  expect(() => limiter.require('2001:db8:0:0:1:2:3:4')).toThrow();
  limiter.require('2001:db8:0:1::1');
});

test('remembers only so many addresses', () => {
  const { limiter } = create(1, 2);
  limiter.require('192.0.2.1');
  limiter.require('192.0.2.2');
  limiter.require('192.0.2.3');
  limiter.require('192.0.2.1');
  expect(() => limiter.require('192.0.2.3')).toThrow();
});
