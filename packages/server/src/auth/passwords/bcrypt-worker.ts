import { parentPort, workerData } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';

// Runs in a thread of its own: bcrypt here is JavaScript and would hold up the event loop.
const { password, stored } = workerData as { password: string; stored: string };
parentPort?.postMessage(compareSync(password, stored));
