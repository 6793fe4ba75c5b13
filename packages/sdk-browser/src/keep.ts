/** What is kept by name: beyond the page where the browser lets us, else as long as the page lives. */
export interface Keep {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
  names(): string[];
}

export function createKeep(storage: Storage | undefined): Keep {
  const memory = new Map<string, string>();
  const attempt = <T>(run: (storage: Storage) => T): T | undefined => {
    try {
      return storage && run(storage);
    } catch {
      return undefined;
    }
  };
  const remove = (name: string): void => {
    memory.delete(name);
    attempt((kept) => kept.removeItem(name));
  };
  return {
    get: (name) => memory.get(name) ?? attempt((kept) => kept.getItem(name)) ?? undefined,
    set(name, value) {
      if (attempt((kept) => kept.setItem(name, value) ?? true)) {
        memory.delete(name);
        return;
      }
      // What is left of an older value would be taken for the new one.
      remove(name);
      memory.set(name, value);
    },
    remove,
    names: () => [...memory.keys(), ...(attempt(Object.keys) ?? [])],
  };
}
