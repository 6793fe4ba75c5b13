/** The environment that programs under test are started with; the only place that reads it. */
export const environment: NodeJS.ProcessEnv = { ...process.env };

/** Makes this process keep its temporary files in a folder of its own. */
export function useTemporaryFolder(folder: string): void {
  process.env.TMPDIR = folder;
}
