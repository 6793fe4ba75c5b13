import { limits } from '../limits.ts';
import { cutText } from './cut-text.ts';

function shapeOf(value: unknown, depth: number): unknown {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (value instanceof Date) return 'date';
  if (ArrayBuffer.isView(value)) return 'bytes';
  if (Array.isArray(value)) {
    if (depth >= limits.shapeDepthMax) return 'array';
    return value.length === 0 ? [] : [shapeOf(value[0], depth + 1)];
  }
  if (depth >= limits.shapeDepthMax) return 'object';
  const shape: Record<string, unknown> = {};
  for (const key of Object.keys(value).slice(0, limits.shapeKeysMax)) {
    if (key === '__proto__') continue;
    const name = cutText(key.toWellFormed().replaceAll('\0', ''), 100);
    shape[name] = shapeOf((value as Record<string, unknown>)[key], depth + 1);
  }
  return shape;
}

/** The names and types of arguments, without their values: `{"table":"string","limit":"number"}`. */
export const argumentShape = (value: unknown): unknown => shapeOf(value, 0);
