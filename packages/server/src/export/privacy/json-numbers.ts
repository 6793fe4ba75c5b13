import type { Json } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { IdentifierSearch } from './identifier-search.ts';
import { looksPersonal } from './looks-personal.ts';

const exactBelow = 1_000_000;
const digitsOfLarge = 3;
const key = /^[a-z_][\w.-]{0,63}$/i;
const idKey = /(?:^|_)(?:id|uuid|phone|card|account|pin|customer|user|serial)s?$/i;

/** A long whole number may be a telephone or a card; rounded, it still says how large it is. */
const roundLarge = (value: number): number =>
  Math.abs(value) < exactBelow ? value : Number(value.toPrecision(digitsOfLarge));

/**
 * What JSON says in numbers: its numbers and flags under keys that name nobody. Undefined where there
 * are none.
 */
export function numbersOf(value: Json, search: IdentifierSearch): Json | undefined {
  let left: number = limits.exportJsonNumbersMax;
  const keepsKey = (name: string) =>
    key.test(name) && !idKey.test(name) && !search.finds(name) && !looksPersonal(name);

  function walk(part: Json): Json | undefined {
    if (typeof part === 'boolean' || typeof part === 'number') {
      left -= 1;
      if (left < 0) return undefined;
      return typeof part === 'number' ? roundLarge(part) : part;
    }
    if (part === null || typeof part === 'string' || Array.isArray(part)) return undefined;
    const kept = Object.entries(part).flatMap(([name, inner]) => {
      const walked = keepsKey(name) ? walk(inner) : undefined;
      return walked === undefined ? [] : [[name, walked] as const];
    });
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  }

  return walk(value);
}
