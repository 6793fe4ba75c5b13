export type { Intake } from './create-intake.ts';
export { createIntake } from './create-intake.ts';
export { registerIngestRoutes } from './http/register-ingest-routes.ts';
export type { Sender } from './sender.ts';
export { selfSender } from './sender.ts';
