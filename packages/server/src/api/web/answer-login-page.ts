import type { ErrorCode } from '@homepot/catalogue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rememberProblem, sendProblem } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import { readDashboardPage } from './dashboard-page.ts';

/** What the page has a form for; anything else is no matter of signing in. */
const aboutTheLink: ReadonlySet<ErrorCode> = new Set(['login_link_invalid', 'parameter_invalid']);

const isAboutTheLink = (error: unknown): boolean =>
  error instanceof HomepotError && aboutTheLink.has(error.code);

const asksForPage = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

/** Sends the page of the dashboard with that status; never to be kept, since the link is in its address. */
async function sendPage(reply: FastifyReply, status: number): Promise<FastifyReply> {
  const { bytes, policy } = await readDashboardPage();
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', 'content-security-policy': policy })
    .type('text/html; charset=utf-8')
    .send(bytes);
}

/**
 * Answers a browser whose link signs nobody in with the page of the dashboard, which says so and asks for a
 * password: 401, and 200 where `/login` was opened without a link. Programs are told the problem, and so is
 * everybody where the dashboard is not built.
 */
export async function answerLoginPage(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!asksForPage(request) || !isAboutTheLink(error)) return sendProblem(error, request, reply);
  const hasLink = new URLSearchParams(request.url.split('?', 2)[1]).has('token');
  try {
    const answer = await sendPage(reply, hasLink ? 401 : 200);
    if (hasLink) rememberProblem(error, request, reply);
    return answer;
  } catch {
    return sendProblem(error, request, reply);
  }
}
