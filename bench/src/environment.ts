/** The environment that the programs under measurement are started with; the only place that reads it. */
export const environment: NodeJS.ProcessEnv = { ...process.env };
