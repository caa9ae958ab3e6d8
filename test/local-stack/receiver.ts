import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { slackPath } from '../../lib/sandbox/hub/slack/slack-path.ts';
import type { SlackReceiver } from '../../lib/sandbox/hub/slack/slack-receiver.ts';

/** What SNS posted to an https subscriber. */
interface Told {
  readonly topic: string;
  readonly subject: string | null;
  readonly message: string;
}

/** A web server of this machine that people's alerts come to: it is subscribed to the topics, and stands in Slack's place. */
export interface Receiver {
  readonly url: (what: 'sns' | 'slack') => string;
  /** What came over SNS, oldest first; of a message that came twice, both. */
  readonly told: readonly Told[];
  /** Resolves when it was subscribed so many times and has confirmed each. */
  readonly confirmed: (times: number) => Promise<void>;
  /** Makes either fail with 503, until it is switched back. */
  readonly fail: (what: 'sns' | 'slack', fails: boolean) => void;
  /** Answers that were a failure of that kind. */
  readonly failures: () => number;
  readonly onTold: (listener: (told: Told) => void) => void;
  readonly close: () => Promise<void>;
}

interface FromSns {
  readonly Type: string;
  readonly TopicArn: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly SubscribeURL?: string;
}

/** Starts it on 127.0.0.1; port 0 takes a free one. */
export const startReceiver = async (slack: SlackReceiver, port: number): Promise<Receiver> => {
  const told: Told[] = [];
  const listeners: ((one: Told) => void)[] = [];
  const failing = new Set<string>();
  const answerSlack = slackPath(slack);
  let confirmations = 0;
  let failures = 0;
  let whenConfirmed = (): void => undefined;

  const take = async (body: string): Promise<void> => {
    const posted = JSON.parse(body) as FromSns;
    if (posted.Type === 'SubscriptionConfirmation') {
      await (await fetch(posted.SubscribeURL ?? '')).arrayBuffer();
      confirmations += 1;
      whenConfirmed();
      return;
    }
    const one = {
      topic: posted.TopicArn.split(':').at(-1) ?? '',
      subject: posted.Subject ?? null,
      message: posted.Message,
    };
    told.push(one);
    for (const listener of listeners) listener(one);
  };

  const server = createServer((request, response) => {
    const what = (request.url ?? '').startsWith('/slack/') ? 'slack' : 'sns';
    if (failing.has(what)) {
      failures += 1;
      request.resume();
      response.writeHead(503).end();
      return;
    }
    if (what === 'slack') {
      void answerSlack(request, response);
      return;
    }
    void text(request)
      .then(take)
      .then(
        () => response.writeHead(200).end(),
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  const origin = `http://127.0.0.1:${String(address.port)}`;

  return {
    url: (what) => (what === 'sns' ? `${origin}/sns` : `${origin}/slack/api`),
    told,
    confirmed: (times) =>
      new Promise((resolve) => {
        whenConfirmed = () => {
          if (confirmations >= times) resolve();
        };
        whenConfirmed();
      }),
    fail: (what, fails) => {
      if (fails) failing.add(what);
      else failing.delete(what);
    },
    failures: () => failures,
    onTold: (listener) => {
      listeners.push(listener);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
