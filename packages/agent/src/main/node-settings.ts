/** How a program of Node is started. */
interface NodeSettings {
  readonly flags: readonly string[];
  /** Added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * How Node is started for an agent. It does little, and for months: interpreting its code is fast
 * enough, and the compilers would cost fifteen megabytes. The young generation stays small, few
 * threads run, and they share one heap of the C library. The agent asks for a collection now and then.
 */
export const nodeSettings: NodeSettings = {
  flags: [
    '--no-opt',
    '--no-maglev',
    '--no-sparkplug',
    '--single-threaded-gc',
    '--v8-pool-size=1',
    '--max-semi-space-size=1',
    '--max-old-space-size=64',
    '--optimize-for-size',
    '--expose-gc',
  ],
  environment: { MALLOC_ARENA_MAX: '1', UV_THREADPOOL_SIZE: '2' },
};
