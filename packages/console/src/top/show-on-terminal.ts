import { Box, render, Text, useInput } from 'ink';
import type { ReactElement } from 'react';
import { createElement } from 'react';
import { buildFrame } from './frame/build-frame.ts';
import type { Line, Tone } from './frame/line.ts';
import type { HouseView } from './house-view.ts';

const colours: Readonly<Record<Tone, Readonly<Record<string, string | boolean>>>> = {
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red' },
  info: { color: 'cyan' },
  quiet: { dimColor: true },
  strong: { bold: true },
};

/** Who sees no colours still tells headings by their weight. */
const plain: Readonly<Partial<Record<Tone, Readonly<Record<string, boolean>>>>> = {
  strong: { bold: true },
};

/** What is shown on the terminal, and with what. */
export interface Screen {
  readonly read: () => HouseView;
  readonly colour: boolean;
  /** The last line: which keys there are. */
  readonly footer: string;
  /** Called when the user asks to leave. */
  readonly onQuit: () => void;
}

function drawLine(line: Line, key: number, colour: boolean): ReactElement {
  const pieces = line.map(({ text, tone }, i) => {
    const style = tone === undefined ? {} : colour ? colours[tone] : plain[tone];
    return createElement(Text, { key: i, ...style }, text);
  });
  return createElement(Text, { key, wrap: 'truncate-end' }, pieces.length === 0 ? ' ' : pieces);
}

function Dashboard({ screen }: { readonly screen: Screen }): ReactElement {
  useInput((input, key) => {
    if (input === 'q' || (key.ctrl && input === 'c')) screen.onQuit();
  });
  const { columns = 80, rows = 24 } = process.stdout;
  // The last row stays free: a terminal scrolls when it is written to its end.
  const size = { columns, rows: Math.max(1, rows - 1) };
  const lines = buildFrame(screen.read(), size, screen.footer);
  return createElement(
    Box,
    { flexDirection: 'column' },
    lines.map((line, i) => drawLine(line, i, screen.colour)),
  );
}

/** Takes the terminal over. `draw` shows what there is now; `close` gives the terminal back. */
export function showOnTerminal(screen: Screen): { draw(): void; close(): Promise<void> } {
  const element = () => createElement(Dashboard, { screen });
  const app = render(element(), {
    alternateScreen: true,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: false,
  });
  const draw = () => app.rerender(element());
  process.stdout.on('resize', draw);
  return {
    draw,
    async close() {
      process.stdout.removeListener('resize', draw);
      app.unmount();
      await app.waitUntilExit();
    },
  };
}
