import { limits } from '../../kernel/index.ts';

/** Remembers what a function made of texts that come again and again; forgets all when it is too much. */
export function remember<Value>(make: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size >= limits.exportValuesRememberedMax) known.clear();
    known.set(text, made);
    return made;
  };
}
