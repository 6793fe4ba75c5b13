import type { RunFile } from '@homepot/catalogue';
import type { Config } from '../../kernel/index.ts';
import { ListenError, requireFreePort } from '../programs/listen.ts';
import { findHomepot } from '../programs/port-user.ts';
import type { Finding } from './finding.ts';
import { fail, ok } from './finding.ts';

/** Whether the port is free, or ours already. */
export async function checkPort(config: Config, run: RunFile | undefined): Promise<Finding> {
  const { HOST: host, PORT: port } = config;
  if (run?.port === port && (await findHomepot(host, port)) !== undefined) {
    return ok('port', `${port}: our server, process ${run.pid}, answers`);
  }
  try {
    if (port !== 0) await requireFreePort(host, port);
    return ok('port', `${port} is free`);
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    return fail('port', error.message, 'Set PORT or HOST.');
  }
}
