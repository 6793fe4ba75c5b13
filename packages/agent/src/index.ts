export type {
  Agent,
  AgentDependencies,
  AgentFigures,
  AgentOptions,
} from './core/agent-dependencies.ts';
export type { CommandJournal, CommandRecord } from './core/command-journal.ts';
export { createAgent } from './core/create-agent.ts';
export { describeError } from './core/describe-error.ts';
export type { ExecutionResult, Executor } from './core/executor.ts';
export type { AgentLog } from './core/log.ts';
export type { ReportStore, ReportStoreFigures, StoredReport } from './core/report-store.ts';
export type { Clock, Scheduler } from './core/scheduler.ts';
export type { Measurement, Sensors } from './core/sensors.ts';
export type { Transport, TransportHandlers } from './core/transport.ts';
export { TransportError } from './core/transport.ts';
export { nodeSettings } from './main/node-settings.ts';
export { createMemoryCommandJournal } from './memory/create-memory-command-journal.ts';
export { createMemoryReportStore } from './memory/create-memory-report-store.ts';
export { enrol, rotate } from './settings/enrol.ts';
export type { Identity } from './settings/identity.ts';
export { readIdentity, writeIdentity } from './settings/identity.ts';
export { readAgentSettings } from './settings/read-agent-settings.ts';
export type { HttpTransportOptions } from './transports/create-http-transport.ts';
export { createHttpTransport } from './transports/create-http-transport.ts';
export type { MqttTransportOptions } from './transports/create-mqtt-transport.ts';
export { createMqttTransport } from './transports/create-mqtt-transport.ts';
export type { Requester } from './transports/create-requester.ts';
export { createRequester } from './transports/create-requester.ts';
export type { Credentials } from './transports/credentials.ts';
export type { TransportParts } from './transports/transport-parts.ts';
