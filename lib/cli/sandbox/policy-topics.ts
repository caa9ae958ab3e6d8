import type { PolicyBundle } from '../../model/policy.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** Makes the SNS topics that a policy names and no template does: in the sandbox nobody else would. */
export const makeTopics = ({ hub }: Sandbox, { notify }: PolicyBundle): void => {
  const named = [notify.default, ...notify.routes].flatMap(({ to }) => to.flatMap(({ sns }) => sns ?? []));
  for (const arn of new Set(named)) {
    if (!hub.topics.some((topic) => topic.arn === arn)) hub.addTopic(arn);
  }
};
