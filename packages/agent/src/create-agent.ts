import type { Agent, AgentDependencies, AgentOptions } from './agent-dependencies.ts';
import { createCommandDesk } from './commands/create-command-desk.ts';
import { limits } from './limits.ts';
import { createReporter } from './reporting/create-reporter.ts';

/**
 * Creates an agent from its parts. It starts nothing until it is told to, keeps one timer, and closes
 * the stores that it was given when it stops.
 *
 * The first report comes after a pause drawn at random, so that a fleet that was switched on together
 * does not report in step; each further one an interval after the one before was due.
 */
export function createAgent(dependencies: AgentDependencies, options: AgentOptions): Agent {
  const { transport, reports, commands, clock, scheduler, random, log } = dependencies;
  const reporter = createReporter(dependencies, options, wait);
  const desk = createCommandDesk(dependencies, reportNow);
  let dueAtMs = Number.POSITIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let isStopped = false;

  function wait(): void {
    if (isStopped) return;
    cancel?.();
    const atMs = Math.min(dueAtMs, reporter.nextSendAtMs());
    cancel = scheduler.after(Math.max(0, atMs - clock.monotonicMs()), wake);
  }

  function wake(): void {
    cancel = undefined;
    if (isStopped) return;
    const nowMs = clock.monotonicMs();
    if (nowMs >= dueAtMs) {
      // A machine that slept does not make up for what it missed.
      const missed = Math.floor((nowMs - dueAtMs) / options.intervalMs);
      dueAtMs += (missed + 1) * options.intervalMs;
      reporter.report();
      desk.tell();
    } else reporter.sendBacklog();
    wait();
  }

  function reportNow(): void {
    if (!isStopped) reporter.report();
  }

  /** Resolves when the command in hand is done, or the patience is over. */
  function finishCommands(): Promise<void> {
    return new Promise((resolve) => {
      const giveUp = scheduler.after(limits.stopMillisecondsMax, resolve);
      const end = () => {
        giveUp();
        resolve();
      };
      desk.finish().then(end, end);
    });
  }

  return {
    start() {
      transport.start({
        onConnected() {
          desk.tell();
          reporter.sendBacklog();
        },
        onCommand: (command) => desk.take(command),
      });
      dueAtMs = clock.monotonicMs() + random() * (options.startJitterMs ?? options.intervalMs);
      desk.start();
      wait();
    },
    reportNow,
    figures: () => reporter.figures(),
    async stop() {
      if (isStopped) return;
      isStopped = true;
      cancel?.();
      await finishCommands();
      await transport.stop();
      reporter.close();
      desk.close();
      reports.close();
      commands.close();
      log.info({ ...reporter.figures() }, 'The agent has stopped');
    },
  };
}
