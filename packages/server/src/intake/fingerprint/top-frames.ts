import type { Frame } from './parse-frame.ts';
import { parseFrame } from './parse-frame.ts';

/** Frames of a stack trace that tell errors apart; those below are whoever called. */
const framesMax = 3;

/** Lines of a stack trace that are looked at, and characters of each: the rest cannot be a frame. */
const linesMax = 200;
const lineCharactersMax = 500;
const frameCharactersMax = 200;

/** Files of the runtime, of packages and of browsers' extensions: they are in everybody's traces. */
const foreignFile =
  /^node:|^internal\/|node_modules[\\/]|(?:site|dist)-packages[\\/]|[\\/]lib[\\/]python\d|^<(?:anonymous|frozen [\w.]+)>$|^native\b|^\[native code\]$|-extension:\/\/|[\\/]go[\\/]src[\\/]/;
const foreignName = /^(?:java|javax|jdk|sun|kotlin|System)\./;

const isOwn = ({ name, file }: Frame): boolean =>
  !foreignFile.test(file) && !foreignName.test(name);

/** What builds put between the name of a file and its ending, e.g. `main.3f9ac21b.js`. */
function withoutHash(file: string): string {
  return file.replace(/[.-]([0-9A-Za-z_-]{6,64})(?=\.[a-z]{1,5}$)/i, (whole, hash: string) => {
    const hasDigit = /\d/.test(hash) && /^[0-9a-z]+$/i.test(hash);
    // Rollup, Vite and esbuild: eight characters, which need not have a digit.
    const isMixed = hash.length === 8 && /[A-Z]/.test(hash.slice(1));
    return hasDigit || isMixed ? '' : whole;
  });
}

/** The file with the folder that it stands in: what is above differs from machine to machine. */
function shortenFile(file: string): string {
  const parts = file
    .replace(/[?#].*$/, '')
    .replace(/^[a-z][a-z0-9+.-]{1,20}:\/\/\/?(?:[^/]*\/)?/i, '')
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const folder = parts.at(-2)?.replace(/\d+/g, '<n>');
  const name = withoutHash(parts.at(-1) ?? '');
  return folder === undefined ? name : `${folder}/${name}`;
}

function tellFrame({ name, file }: Frame): string {
  const shown = name.replace(/^new /, '').replace(/\d+/g, '<n>');
  const place = shortenFile(file);
  return (shown === '' ? place : `${shown} (${place})`).slice(0, frameCharactersMax).toWellFormed();
}

/**
 * The innermost frames of a stack trace, each as `function (folder/file)`: without line numbers,
 * without content hashes of file names, without the folders above. Frames of the runtime and of
 * packages are left out where there are others.
 */
export function topFrames(stackTrace: string): readonly string[] {
  const frames = stackTrace
    .split('\n', linesMax)
    .flatMap((line) => parseFrame(line.slice(0, lineCharactersMax).trimEnd()) ?? []);
  const own = frames.filter(isOwn);
  const told = own.length > 0 ? own : frames;
  const ordered = told[0]?.isLastFirst === true ? told.toReversed() : told;
  return ordered.slice(0, framesMax).map(tellFrame);
}
