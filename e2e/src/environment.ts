/** The environment that programs under test are started with; the only place that reads it. */
export const environment: NodeJS.ProcessEnv = { ...process.env };
