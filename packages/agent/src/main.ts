import process from 'node:process';
import { runAgent } from './main/run-agent.ts';

// The program of the agent on a device: `main.ts FOLDER [--check]`. It is started by
// `homepot agent run`, with settings of Node that keep it small.
runAgent(process.argv.slice(2));
