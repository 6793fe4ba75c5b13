import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import type { KindFacts } from './kinds.ts';
import type { Secret } from './use-secret.ts';

const questions = {
  devices: {
    label: 'At which site does the device stand?',
    usual: 'site-001',
    verb: 'Make a token',
  },
  page: {
    label: 'From which address is the page loaded?',
    usual: 'https://shop.example',
    verb: 'Make a key',
  },
} as const;

/** Asks what must be known first, and makes a key or a token. */
export function MakeSecret({
  facts,
  secret,
}: {
  readonly facts: KindFacts;
  readonly secret: Secret;
}) {
  const { kind } = facts;
  const question = kind === 'devices' || kind === 'page' ? questions[kind] : undefined;
  const [about, setAbout] = useState<string>(question?.usual ?? '');
  const { make } = secret;
  return (
    <form
      class="first-run-make"
      onSubmit={(event) => {
        event.preventDefault();
        void make.run(about.trim());
      }}
    >
      {question !== undefined && (
        <Field label={question.label} value={about} onValue={setAbout} required />
      )}
      <Button type="submit" kind="primary" isBusy={make.isBusy}>
        {question?.verb ?? 'Make a key'}
      </Button>
      {make.error !== undefined && <Problem error={make.error} />}
    </form>
  );
}
