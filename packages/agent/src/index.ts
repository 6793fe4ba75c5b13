export type {
  Agent,
  AgentDependencies,
  AgentFigures,
  AgentOptions,
} from './agent-dependencies.ts';
export type { CommandJournal, CommandRecord } from './commands/command-journal.ts';
export type { ExecutionResult, Executor } from './commands/executor.ts';
export { createAgent } from './create-agent.ts';
export { describeError } from './describe-error.ts';
export type { AgentLog } from './log.ts';
export { nodeSettings } from './main/node-settings.ts';
export { createMemoryCommandJournal } from './memory/create-memory-command-journal.ts';
export { createMemoryReportStore } from './memory/create-memory-report-store.ts';
export type { ReportStore, ReportStoreFigures, StoredReport } from './reporting/report-store.ts';
export type { Measurement, Sensors } from './reporting/sensors.ts';
export type { Clock, Scheduler } from './scheduler.ts';
export { enrol, rotate } from './settings/enrol.ts';
export { holdLock } from './settings/hold-lock.ts';
export type { Identity } from './settings/identity.ts';
export { readIdentity, writeIdentity } from './settings/identity.ts';
export { readAgentSettings } from './settings/read-agent-settings.ts';
export { SettingsError } from './settings/settings-error.ts';
export type { Transport, TransportHandlers } from './transport.ts';
export { TransportError } from './transport.ts';
export type { HttpTransportOptions } from './transports/create-http-transport.ts';
export { createHttpTransport } from './transports/create-http-transport.ts';
export type { MqttTransportOptions } from './transports/create-mqtt-transport.ts';
export { createMqttTransport } from './transports/create-mqtt-transport.ts';
export type { Requester } from './transports/create-requester.ts';
export { createRequester } from './transports/create-requester.ts';
export type { Credentials } from './transports/credentials.ts';
export type { TransportParts } from './transports/transport-parts.ts';
