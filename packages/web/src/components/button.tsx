import type { ComponentChildren, JSX } from 'preact';
import './button.css';

type Native = Omit<JSX.IntrinsicElements['button'], 'type' | 'class' | 'children' | 'size'>;

interface ButtonProps extends Native {
  readonly children: ComponentChildren;
  /** `primary`: the one thing to do here. `danger`: takes something away. `plain`: without a border. */
  readonly kind?: 'primary' | 'danger' | 'plain';
  /** Under way: cannot be pressed again. */
  readonly isBusy?: boolean;
  readonly type?: 'button' | 'submit';
}

/** Something to press. */
export function Button({
  children,
  kind,
  isBusy = false,
  type = 'button',
  ...native
}: ButtonProps) {
  return (
    <button
      {...native}
      type={type}
      class={kind === undefined ? 'button' : `button button-${kind}`}
      aria-busy={isBusy}
      disabled={native.disabled === true || isBusy}
    >
      {children}
    </button>
  );
}
