import type { CaptureError } from './capture-error.ts';

/**
 * Captures errors that nobody handled. It only looks on (`uncaughtExceptionMonitor`): message, exit
 * code and the host's own handlers stay as they are. A rejection is seen where it ends the process,
 * as it does by default. Returns what stops it.
 */
export function captureUnhandled(capture: CaptureError): () => void {
  const onUncaught = (error: unknown, origin: string) => {
    capture(error, { severity: 'critical', extra: { origin } });
  };
  process.on('uncaughtExceptionMonitor', onUncaught);
  return () => {
    process.off('uncaughtExceptionMonitor', onUncaught);
  };
}
