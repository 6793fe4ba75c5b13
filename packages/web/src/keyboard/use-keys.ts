import { useEffect, useRef } from 'preact/hooks';
import type { KeyAction } from './bindings.ts';
import { bindings, keyOf } from './bindings.ts';

type Handlers = Readonly<Partial<Record<KeyAction, () => void>>>;

/** Whoever came last answers. */
const stack: { current: Handlers }[] = [];
/** What waits for a letter, after `g`. */
let awaitsLetter: ((letter: string) => void) | undefined;
const letterMilliseconds = 1_500;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable]') !== null;

/** Whether the key belongs to what has the focus: Space presses buttons and links. */
const isTaken = (key: string, target: EventTarget | null): boolean =>
  key === 'Space' &&
  target instanceof HTMLElement &&
  target.closest('button, a, summary, [role="slider"]') !== null;

function press(event: KeyboardEvent): void {
  const key = keyOf(event);
  if (
    key === undefined ||
    event.defaultPrevented ||
    document.querySelector('dialog[open]') !== null
  )
    return;
  if (isTyping(event.target) && !key.startsWith('Mod+')) return;
  if (awaitsLetter !== undefined) {
    const take = awaitsLetter;
    awaitsLetter = undefined;
    event.preventDefault();
    take(key);
    return;
  }
  const found = Object.entries(bindings.peek()).find(([, bound]) => bound === key);
  if (found === undefined || isTaken(key, event.target)) return;
  const handler = stack.findLast(({ current }) => current[found[0] as KeyAction] !== undefined);
  if (handler === undefined) return;
  event.preventDefault();
  handler.current[found[0] as KeyAction]?.();
}

/** Hands the next key to `take`, if it comes soon. */
export function awaitLetter(take: (letter: string) => void): void {
  awaitsLetter = take;
  setTimeout(() => {
    if (awaitsLetter === take) awaitsLetter = undefined;
  }, letterMilliseconds);
}

/** Begins to listen. Once a page. */
export function startKeys(): void {
  addEventListener('keydown', press);
}

/** Answers keys while the component is there; what came later goes before. */
export function useKeys(handlers: Handlers): void {
  const held = useRef(handlers);
  held.current = handlers;
  useEffect(() => {
    stack.push(held);
    return () => {
      stack.splice(stack.indexOf(held), 1);
    };
  }, []);
}
