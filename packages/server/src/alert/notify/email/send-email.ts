import { createHash } from 'node:crypto';
import type { NotificationBody } from '@homepot/catalogue';
import { createTransport } from 'nodemailer';
import { limits } from '../../../kernel/index.ts';
import type { Attempt } from '../attempt.ts';
import { describeFailure } from '../describe-failure.ts';
import { composeEmail } from './compose-email.ts';

export interface EmailSettings {
  /** SMTP_URL. */
  readonly smtpUrl?: string | undefined;
  /** SMTP_FROM. */
  readonly smtpFrom?: string | undefined;
}

/** A message on its way to a mail server. */
export interface EmailMessage {
  readonly to: readonly string[];
  readonly id: string;
  readonly body: NotificationBody;
}

interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
}

/**
 * A 5xx answer means this message; but what is said about who we are is mended in the settings, and
 * then the message may go.
 */
function judgeFailure(error: unknown): Attempt {
  const { code, responseCode } = error as SmtpError;
  const isRefusal = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
  return {
    outcome: isRefusal ? 'refused' : 'retry',
    error: describeFailure(error),
    statusCode: responseCode,
  };
}

/** The domain that a Message-ID names: that of the sender. */
const domainOf = (from: string): string => /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'homepot';

/** The same at each attempt, so that mail programs recognise what they have already. */
function messageIdOf({ id, to }: EmailMessage, from: string): string {
  const name = createHash('sha256')
    .update(`${id} ${to.join(' ')}`)
    .digest('hex')
    .slice(0, 32);
  return `<${name}@${domainOf(from)}>`;
}

/**
 * Sends one message to all recipients, once. Never rejects: whatever goes wrong is how the attempt
 * went. A message that some recipients were refused counts as sent, and says so.
 */
export async function sendEmail(
  { smtpUrl, smtpFrom }: EmailSettings,
  message: EmailMessage,
  stopped: AbortSignal,
): Promise<Attempt> {
  if (smtpUrl === undefined || smtpFrom === undefined) {
    return { outcome: 'retry', error: 'SMTP_URL and SMTP_FROM are not set' };
  }
  const transport = createTransport({
    url: smtpUrl,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const deadline = AbortSignal.timeout(limits.emailMillisecondsMax);
  try {
    const { rejected } = await transport.sendMail({
      ...composeEmail(message.body),
      from: smtpFrom,
      // As objects, no address is parsed out of text.
      to: message.to.map((address) => ({ name: '', address })),
      messageId: messageIdOf(message, smtpFrom),
      headers: { 'auto-submitted': 'auto-generated' },
      signal: AbortSignal.any([deadline, stopped]),
    });
    if (rejected.length === 0) return { outcome: 'sent' };
    return { outcome: 'sent', excerpt: `Not taken for: ${rejected.join(', ')}` };
  } catch (error) {
    return judgeFailure(deadline.aborted && !stopped.aborted ? deadline.reason : error);
  } finally {
    transport.close();
  }
}
