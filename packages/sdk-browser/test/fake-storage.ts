/** A place for text that holds so many characters, as the one of a browser is. */
export function createStorage(charactersMax: number): Storage {
  const methods = {
    getItem(this: Record<string, string>, name: string) {
      return Object.hasOwn(this, name) ? this[name] : null;
    },
    setItem(this: Record<string, string>, name: string, value: string) {
      const others = Object.entries(this).filter(([other]) => other !== name);
      const used = others.reduce((sum, [, text]) => sum + text.length, value.length);
      if (used > charactersMax) throw new Error('QuotaExceededError');
      this[name] = value;
    },
    removeItem(this: Record<string, string>, name: string) {
      delete this[name];
    },
  };
  return Object.create(methods) as Storage;
}
