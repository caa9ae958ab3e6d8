import { Fault } from '../model/fault.ts';
import { sha256Hex } from '../model/hash.ts';
import type { Remark } from '../model/remark.ts';
import type { RequestMessage } from '../model/request.ts';
import { handleRequest } from './handle-request.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { noteFault } from './tell-each.ts';

type Said = Pick<Extract<Remark, { kind: 'answer' }>, 'status' | 'message'>;

/**
 * Does what somebody asked for elsewhere, and has them told what came of it. Rejects for the queue to deliver again, and says so: it can be
 * repeated, nothing is done twice, and the same answer is told once.
 */
export const answerRequest = async (message: RequestMessage, ports: RemediationPorts): Promise<void> => {
  const { request, by } = message;
  try {
    const { status, message: said, retry } = await handleRequest(request, by, ports);
    const again = retry === null ? '' : ` ${AGAIN}`;
    await answer(message, { status, message: `${said}${again}` }, ports);
    if (retry !== null) throw new Error(retry);
  } catch (fault) {
    if (fault instanceof Fault) await answerFault(message, fault, ports);
    throw fault;
  }
};

const AGAIN = 'It is tried again by itself, and what still fails then is left to whoever operates this.';

/** What kept it from an answer counts for more than that nobody could be told of it. */
const answerFault = async (message: RequestMessage, fault: Fault, ports: RemediationPorts): Promise<void> => {
  try {
    await answer(message, { status: 'failed', message: `${fault.message}. ${AGAIN}` }, ports);
  } catch (second) {
    if (!(second instanceof Fault)) throw second;
    noteFault('answer to a request', second, ports.telemetry);
  }
};

const answer = async (
  { request, answerTo: to }: RequestMessage,
  said: Said,
  { queues }: Pick<RemediationPorts, 'queues'>,
): Promise<void> => {
  if (to === undefined) return;
  const id = `answer/${sha256Hex(JSON.stringify([to.id, said.status, said.message]))}`;
  await queues.sendNotice({ kind: 'answer', id, to, remark: { kind: 'answer', request, ...said } });
};
