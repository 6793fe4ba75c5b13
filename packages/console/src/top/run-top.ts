import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { buildFrame } from './frame/build-frame.ts';
import { textOf } from './frame/line.ts';
import { sumLine } from './frame/sum-line.ts';
import type { HouseWatch } from './watch-house.ts';

/** Milliseconds between two looks. */
const lookEveryMs = 1_000;
const plainSize = { columns: 100, rows: 60 };

/** Waits; returns at once when it is over. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);

/** Looks once a second until `signal` says that it is over. */
export async function keepLooking(
  watch: HouseWatch,
  signal: AbortSignal,
  onLook: () => void | Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const startedAtMs = performance.now();
    await watch.look();
    if (!signal.aborted) await onLook();
    await pause(Math.max(0, lookEveryMs - (performance.now() - startedAtMs)), signal);
  }
}

/** One frame as plain text, after it has watched for a while, so that it can tell rates. */
export async function printOnce(
  { output }: Context,
  watch: HouseWatch,
  options: { readonly json: boolean; readonly afterSeconds: number },
): Promise<void> {
  const giveUpMs = performance.now() + options.afterSeconds * 1_000;
  do {
    await wait(lookEveryMs);
    await watch.look();
  } while (performance.now() < giveUpMs);
  const view = watch.view();
  if (options.json) return output.line(JSON.stringify(view));
  const size = { columns: output.isTerminal ? output.width : plainSize.columns, rows: 60 };
  await output.line(buildFrame(view, size).map(textOf).join('\n'));
}

/** A line every so often, for who reads a pipe. */
export async function printLines(
  { output }: Context,
  watch: HouseWatch,
  options: { readonly json: boolean; readonly everySeconds: number },
  signal: AbortSignal,
): Promise<void> {
  let printedAtMs = Number.NEGATIVE_INFINITY;
  await keepLooking(watch, signal, async () => {
    // A look comes a little early or late.
    if (performance.now() - printedAtMs < options.everySeconds * 1_000 - lookEveryMs / 2) return;
    printedAtMs = performance.now();
    const view = watch.view();
    await output.line(options.json ? JSON.stringify(view) : sumLine(view));
  });
}

/** The dashboard on a terminal, until `signal` says that it is over or the user leaves. */
export async function showDashboard(
  { environment }: Context,
  watch: HouseWatch,
  options: { readonly footer: string; readonly onQuit: () => void },
  signal: AbortSignal,
): Promise<void> {
  // Ink and React are loaded here only: no other command waits for them.
  const { showOnTerminal } = await import('./show-on-terminal.ts');
  const screen = showOnTerminal({
    read: () => watch.view(),
    colour: environment.colour,
    ...options,
  });
  const redraw = setInterval(screen.draw, lookEveryMs);
  try {
    await keepLooking(watch, signal, screen.draw);
  } finally {
    clearInterval(redraw);
    await screen.close();
  }
}
