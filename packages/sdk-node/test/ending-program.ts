import { createHomepot } from '../src/index.ts';

/** A program that ends in the way that it is told to: `node ending-program.ts URL WAY`. */
const [, , url, way] = process.argv;
const homepot = createHomepot({ url, key: 'k', service: 's', exitTimeoutMs: 600 });
homepot.captureUnhandled();

const ways: Readonly<Record<string, () => void>> = {
  throw: () => {
    setTimeout(() => {
      throw new RangeError('nobody caught this');
    }, 5);
  },
  reject: () => {
    setTimeout(() => void Promise.reject(new RangeError('nobody caught this')), 5);
  },
  exit: () => {
    homepot.captureError(new Error('before the exit'));
    process.exit(3);
  },
  end: () => homepot.captureError(new Error('before the end')),
  signal: () => {
    homepot.captureError(new Error('before the signal'));
    setTimeout(() => undefined, 20_000);
    process.kill(process.pid, 'SIGTERM');
  },
  'own handler': () => {
    let signals = 0;
    process.on('SIGTERM', () => {
      signals += 1;
      setTimeout(() => process.exit(6 + signals), 300);
    });
    homepot.captureError(new Error('before the signal'));
    setTimeout(() => undefined, 20_000);
    process.kill(process.pid, 'SIGTERM');
  },
  'own catcher': () => {
    process.on('uncaughtException', () => setTimeout(() => process.exit(5), 100));
    setTimeout(() => {
      throw new RangeError('the host caught this');
    }, 5);
  },
};

ways[way ?? '']?.();
