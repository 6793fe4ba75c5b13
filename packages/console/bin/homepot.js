#!/usr/bin/env node
// The launcher of `homepot`, in JavaScript that any Node since 18 reads. The program itself is
// TypeScript, which Node runs from version 24 on. Where the machine's own Node is older, the
// launcher starts the one that npm installed beside HOMEPOT, and stands in for it: it passes
// signals on and ends as it ends.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const nodeMajorMin = 24;
const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function findNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const node = join(dirname(manifest), 'bin', file);
    if (existsSync(node)) return node;
  } catch {
    // Not beside this file; look upwards.
  }
  for (let folder = dirname(program); ; folder = dirname(folder)) {
    for (const place of [join(name, 'bin'), '.bin']) {
      const node = join(folder, 'node_modules', place, file);
      if (existsSync(node)) return node;
    }
    if (dirname(folder) === folder) return undefined;
  }
}

function runWith(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => {
    process.stderr.write(`homepot: cannot start ${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeListener(name, forward);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

if (Number.parseInt(process.versions.node, 10) >= nodeMajorMin) {
  await import(pathToFileURL(program).href);
} else {
  const node = findNode();
  if (node === undefined) {
    process.stderr.write(
      `homepot: Node ${nodeMajorMin} or newer is needed; this is ${process.versions.node}. ` +
        'Run `npm ci` again (it brings one), or install it from https://nodejs.org.\n',
    );
    process.exitCode = 1;
  } else runWith(node);
}
