import type { AddressInfo } from 'node:net';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Notifications } from '../notifications.ts';
import type { NotifyGround } from '../test/notify-ground.ts';
import { createEvent, createNotifyGround } from '../test/notify-ground.ts';
import { composeEmail } from './compose-email.ts';

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

let ground: NotifyGround;
let server: SMTPServer;
let mails: Mail[];
/** What the server says to a recipient; undefined takes it. */
let refuse: (address: string) => Error | undefined;
let notifications: Notifications;

const smtpError = (responseCode: number): Error =>
  Object.assign(new Error('no such thing'), { responseCode });

async function readMail(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  const { mailFrom, rcptTo } = session.envelope;
  mails.push({
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    source: Buffer.concat(chunks).toString(),
  });
}

beforeAll(async () => {
  ground = await createNotifyGround();
  server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'house' && password === 'se:cret') done(null, { user: username });
      else done(new Error('wrong'));
    },
    onRcptTo: ({ address }, _session, done) => done(refuse(address) ?? null),
    onData: (stream, session, done) => {
      readMail(stream, session).then(() => done(), done);
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  await new Promise<void>((resolve) => {
    server.close(resolve);
  });
  await ground.remove();
});
beforeEach(async () => {
  await ground.clear();
  mails = [];
  refuse = () => undefined;
  notifications = openFor('house:se%3Acret');
});
afterEach(() => notifications.stop());

function openFor(user: string): Notifications {
  const { port } = server.server.address() as AddressInfo;
  return ground.createServer({
    smtpUrl: `smtp://${user}@127.0.0.1:${port}`,
    smtpFrom: 'HOMEPOT <homepot@house.example>',
  });
}

async function createEmail(...to: string[]): Promise<number> {
  const given = { name: 'mail', kind: 'email', configuration: { to } } as const;
  return (await notifications.notifiers.create(given, { local: true })).id;
}

test('one message goes to all recipients, as text and as HTML', async () => {
  const id = await createEmail('ops@house.example', 'night@house.example', 'ops@house.example');
  await ground.tell('event-1', [id]);
  await notifications.deliver();
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  expect(mail?.to).toEqual(['ops@house.example', 'night@house.example']);
  expect(mail?.from).toBe('homepot@house.example');
  expect(mail?.source).toContain('Subject: [firing critical] pos-1 is offline (event-1)');
  expect(mail?.source).toMatch(/^Message-ID: <[0-9a-f]{32}@house\.example>/im);
  expect(mail?.source).toContain('Content-Type: text/plain');
  expect(mail?.source).toContain('rule: Terminal offline');
  expect(mail?.source).toContain('<td>Terminal offline</td>');
});

test('what stands in an alert begins no header, no recipient and no element', async () => {
  const id = await createEmail('ops@house.example');
  const event = createEvent('event-1', 'alert-1', ground.clock.nowMs());
  const evil =
    'x\r\nBcc: spy@evil.example\r\n\r\n<script>alert(1)</script>\u2028Cc: a@evil.example';
  const alert = { ...event.alert, summary: evil, rule: evil, labels: { [evil]: evil } };
  await ground.database.transaction((transaction) =>
    notifications.enqueue(transaction, { ...event, alert, url: 'javascript:alert(1)' }, [id]),
  );
  await notifications.deliver();
  const [mail] = mails;
  expect(mail?.to).toEqual(['ops@house.example']);
  const head = mail?.source.split('\r\n\r\n', 1)[0] ?? '';
  const names = head
    .split('\r\n')
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.split(':', 1)[0]);
  expect(names.toSorted()).toEqual(
    [
      'Auto-Submitted',
      'Content-Type',
      'Date',
      'From',
      'MIME-Version',
      'Message-ID',
      'Subject',
      'To',
    ].toSorted(),
  );
  const html = mail?.source.slice(mail.source.indexOf('<!doctype html>')) ?? '';
  expect(html).toContain('&lt;script&gt;');
  expect(html).not.toContain('<script>');
  expect(mail?.source).not.toContain('javascript:');
});

test('an attempt that is made again has the same Message-ID', async () => {
  const id = await createEmail('ops@house.example');
  refuse = () => smtpError(451);
  await ground.tell('event-1', [id]);
  await notifications.deliver();
  expect(await ground.rows()).toMatchObject([{ state: 'waiting', last_status_code: 451 }]);
  refuse = () => undefined;
  ground.clock.advanceMs(60_000);
  await notifications.deliver();
  expect(await ground.rows()).toMatchObject([{ state: 'sent', attempt: 2 }]);
  const { messageId } = { messageId: /^Message-ID: (.*)$/im.exec(mails[0]?.source ?? '')?.[1] };
  await notifications.deliveries.redeliver(
    (await notifications.deliveries.list({})).data[0]?.id ?? 0,
    { local: true },
  );
  await notifications.deliver();
  expect(mails[1]?.source).toContain(messageId);
});

test('a recipient who is refused is told of, and keeps nobody else from the message', async () => {
  const id = await createEmail('gone@house.example', 'ops@house.example');
  refuse = (address) => (address.startsWith('gone') ? smtpError(550) : undefined);
  expect(await notifications.notifiers.test(id, { local: true })).toMatchObject({
    state: 'sent',
    response_excerpt: 'Not taken for: gone@house.example',
  });
});

test('a message that nobody may get ends after a few attempts', async () => {
  const id = await createEmail('gone@house.example');
  refuse = () => smtpError(550);
  await ground.tell('event-1', [id]);
  for (let attempt = 1; attempt <= 3; attempt++) {
    await notifications.deliver();
    ground.clock.advanceMs(86_400_000);
  }
  expect(await ground.rows()).toMatchObject([{ state: 'failed', attempt: 3 }]);
});

test('a wrong password is mended in the settings: the message waits, and does not tell it', async () => {
  await notifications.stop();
  notifications = openFor('house:wr0ng');
  const id = await createEmail('ops@house.example');
  await ground.tell('event-1', [id]);
  await notifications.deliver();
  const [row] = await ground.rows();
  expect(row).toMatchObject({ state: 'waiting', last_status_code: 535 });
  expect(JSON.stringify(row)).not.toContain('wr0ng');
});

test('a mail without anything but its type can be read', () => {
  const body = { type: 'alert.firing', timestamp: '2026-01-01T00:00:00.000Z', data: {} } as const;
  expect(composeEmail(body)).toMatchObject({
    subject: '[firing] alert.firing',
    text: '[firing] alert.firing\n\nat: 2026-01-01T00:00:00.000Z\n',
  });
});
