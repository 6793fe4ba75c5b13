import { useState } from 'preact/hooks';
import { CallError } from './call-error.ts';

/** Something that a person does: whether it is under way, and why it failed. */
export interface Action<Given extends readonly unknown[]> {
  readonly isBusy: boolean;
  readonly error: CallError | undefined;
  /** Does it, unless it is under way already. Never throws; resolves with whether it worked. */
  run(...given: Given): Promise<boolean>;
  clear(): void;
}

/** Wraps what a button does, e.g. `useAction(() => call<typeof cancelJob>(…))`. */
export function useAction<Given extends readonly unknown[]>(
  act: (...given: Given) => Promise<unknown>,
): Action<Given> {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  return {
    isBusy,
    error,
    clear: () => setError(undefined),
    async run(...given) {
      if (isBusy) return false;
      setBusy(true);
      setError(undefined);
      try {
        await act(...given);
        return true;
      } catch (thrown) {
        const detail = thrown instanceof Error ? thrown.message : String(thrown);
        setError(
          thrown instanceof CallError
            ? thrown
            : new CallError({ code: 'unexpected', status: 0, detail }),
        );
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
