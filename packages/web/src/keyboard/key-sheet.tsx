import { useEffect, useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Kbd } from '../components/kbd.tsx';
import { pages } from '../routes.ts';
import type { KeyAction } from './bindings.ts';
import { bindings, keyActions, keyOf, rebind } from './bindings.ts';
import { keyInWords } from './key-in-words.ts';
import './key-sheet.css';

function ActionKey({ action }: { readonly action: KeyAction }) {
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (!isAsking) return undefined;
    const take = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      if (event.key === 'Escape') setAsking(false);
      if (key === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      rebind(action, key);
      setAsking(false);
    };
    addEventListener('keydown', take, true);
    return () => removeEventListener('keydown', take, true);
  }, [isAsking, action]);
  return (
    <button
      type="button"
      class="key-sheet-key"
      onClick={() => setAsking(true)}
      title="Press to change"
    >
      {isAsking ? 'press a key …' : <Kbd keys={keyInWords(bindings.value[action])} />}
    </button>
  );
}

/** All keys, and where each is changed. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const go = keyInWords(bindings.value.go);
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div class="key-sheet">
        <div>
          {Object.entries(keyActions).map(([action, words]) => (
            <p key={action}>
              <span>{words}</span>
              <ActionKey action={action as KeyAction} />
            </p>
          ))}
          <p>
            <span>Open a row</span>
            <Kbd keys="Enter" />
          </p>
          <Button onClick={() => rebind(undefined)}>As they were</Button>
        </div>
        <div>
          {pages
            .filter(({ letter }) => letter !== undefined)
            .map(({ path, title, letter }) => (
              <p key={path}>
                <span>{title}</span>
                <Kbd keys={`${go} ${letter}`} />
              </p>
            ))}
        </div>
      </div>
    </Dialog>
  );
}
