import { expect } from 'vitest';
import type { TestHouse } from './test-house.ts';

/** An answer of a house: its status, and its body where it is JSON. */
export interface HouseAnswer {
  readonly status: number;
  // The tests say what they expect of it.
  readonly body: Record<string, unknown>;
}

/** Calls a house as its administrator, or with another credential; '' is none. */
export async function callHouse(
  house: TestHouse,
  call: string,
  body?: unknown,
  credential: string = house.adminKey,
): Promise<HouseAnswer> {
  const [method = 'GET', path = '/'] = call.split(' ');
  const answer = await fetch(`${house.url}/api/v1${path}`, {
    method,
    headers: {
      ...(credential === '' ? {} : { authorization: `Bearer ${credential}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
}

/** Calls a house and expects a status. Returns the body. */
export async function expectHouse(
  house: TestHouse,
  call: string,
  status: number,
  body?: unknown,
  credential?: string,
): Promise<Record<string, unknown>> {
  const answer = await callHouse(house, call, body, credential);
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body;
}
