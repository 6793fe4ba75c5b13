/** What a runner repeats. */
export interface Work {
  isDue(): boolean;
  /** Does one piece; must not be called twice at a time. */
  step(): Promise<void>;
  /** Called when nothing is due any more. */
  onIdle(): void;
  onError(error: unknown): void;
}

/** Creates a starter of work: it is done piece by piece as long as it is due, once at a time. */
export function createRunner(work: Work): () => void {
  let isRunning = false;

  async function run(): Promise<void> {
    while (work.isDue()) await work.step();
  }

  function start(): void {
    if (isRunning || !work.isDue()) return;
    isRunning = true;
    run()
      .catch(work.onError)
      .finally(() => {
        isRunning = false;
        if (work.isDue()) start();
        else work.onIdle();
      });
  }
  return start;
}
