import { createServer, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Condition?: string }>;
  readonly Outputs: Record<string, unknown>;
  readonly Conditions: Record<string, unknown>;
}

/** Types that moto's CloudFormation does not make, though others refer to their ARNs. */
const UNKNOWN_TYPES = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::S3::BucketPolicy',
  'AWS::Scheduler::Schedule',
]);

/**
 * What moto 5 cannot take of a template that CloudFormation can: types that it does not know, outputs of resources whose condition
 * is false, a bus that is named by `Ref`. Answers what was taken out, too.
 */
export const forMoto = (text: string): { readonly text: string; readonly left: readonly string[] } => {
  const template = JSON.parse(text.replaceAll('{"Ref":"Bus"}', '{"Fn::GetAtt":["Bus","Name"]}')) as Template;
  const left = Object.entries(template.Resources)
    .filter(([, { Type, Condition }]) => UNKNOWN_TYPES.has(Type) || Condition !== undefined)
    .map(([id]) => id);
  const resources = Object.entries(template.Resources).filter(([id]) => !left.includes(id));
  const outputs = Object.entries(template.Outputs).filter(
    ([, output]) => !left.some((id) => JSON.stringify(output).includes(`"${id}"`)),
  );
  const made = { Resources: Object.fromEntries(resources), Outputs: Object.fromEntries(outputs) };
  // Its linter takes a condition that nothing uses for an error.
  const conditions = Object.entries(template.Conditions).filter(([name]) =>
    JSON.stringify(made).includes(`"${name}"`),
  );
  return {
    text: JSON.stringify({ ...template, ...made, Conditions: Object.fromEntries(conditions) }),
    left,
  };
};

const isTemplate = ({ method, url }: IncomingMessage): boolean =>
  method === 'PUT' && (url ?? '').includes('/compiled-cloudformation-template.json');

/** Stands before moto and hands everything on, the template as `forMoto` leaves it. `onLeft` is told what that took out. */
export const startProxy = async (
  moto: string,
  onLeft: (ids: readonly string[]) => void,
): Promise<{ readonly endpoint: string; readonly close: () => void }> => {
  const server = createServer((incoming, answer) => {
    void (async () => {
      const body = await buffer(incoming);
      const changed = isTemplate(incoming) ? forMoto(body.toString()) : null;
      if (changed !== null) onLeft(changed.left);
      const sent = changed === null ? body : Buffer.from(changed.text);
      const headers = Object.entries(incoming.headers).filter(
        ([name]) =>
          changed === null ||
          !/^(content-length|content-md5|x-amz-(checksum|sdk-checksum|content-sha256))/.test(name),
      );
      const onward = request(
        new URL(incoming.url ?? '/', moto),
        {
          method: incoming.method,
          headers: { ...Object.fromEntries(headers), 'content-length': String(sent.length) },
        },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answer);
        },
      );
      onward.on('error', () => {
        answer.writeHead(502).end();
      });
      onward.end(sent);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
