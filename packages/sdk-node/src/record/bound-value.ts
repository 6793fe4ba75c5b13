import { limits } from '../limits.ts';
import { cutText } from './cut-text.ts';

/** How much of a value is left to copy. */
interface Budget {
  nodes: number;
  readonly seen: Set<object>;
}

function boundNumber(value: number): unknown {
  if (!Number.isFinite(value)) return String(value);
  // The server takes whole numbers beyond 2^53 as text only.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value;
}

function boundScalar(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return cutText(value, limits.valueTextCharactersMax);
    case 'number':
      return boundNumber(value);
    case 'boolean':
    case 'undefined':
      return value;
    case 'bigint':
      return String(value);
    default:
      return `[${typeof value}]`;
  }
}

function boundList(values: readonly unknown[], depth: number, budget: Budget): unknown[] {
  const kept = values.slice(0, limits.valueKeysMax).map((value) => bound(value, depth, budget));
  if (values.length > kept.length) kept.push(`[${values.length - kept.length} more]`);
  return kept;
}

function boundRecord(value: object, depth: number, budget: Budget): unknown {
  const keys = Object.keys(value).filter((key) => key !== '__proto__');
  const kept: Record<string, unknown> = {};
  for (const key of keys.slice(0, limits.valueKeysMax)) {
    const name = cutText(key.toWellFormed().replaceAll('\0', ''), 200);
    kept[name] = bound((value as Record<string, unknown>)[key], depth, budget);
  }
  return kept;
}

function boundObject(value: object, depth: number, budget: Budget): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${cutText(value.message, 500)}`;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (budget.seen.has(value)) return '[circular]';
  if (depth >= limits.valueDepthMax) return Array.isArray(value) ? '[array]' : '[object]';
  budget.seen.add(value);
  try {
    if (value instanceof Map) return boundRecord(Object.fromEntries(value), depth + 1, budget);
    if (value instanceof Set) return boundList([...value], depth + 1, budget);
    return Array.isArray(value)
      ? boundList(value, depth + 1, budget)
      : boundRecord(value, depth + 1, budget);
  } finally {
    budget.seen.delete(value);
  }
}

function bound(value: unknown, depth: number, budget: Budget): unknown {
  budget.nodes -= 1;
  if (budget.nodes < 0) return '[more]';
  if (value === null || typeof value !== 'object') return boundScalar(value);
  try {
    return boundObject(value, depth, budget);
  } catch {
    return '[unreadable]';
  }
}

/**
 * A copy of any value as JSON of limited depth, width, length and size that the server takes.
 * Cycles, functions and what cannot be read are named in brackets. Never throws.
 */
export function boundValue(value: unknown): unknown {
  return bound(value, 0, { nodes: limits.valueNodesMax, seen: new Set() });
}
