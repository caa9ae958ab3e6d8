import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden sandbox` as data. */
export const SANDBOX_DOC: CommandDoc = {
  path: ['sandbox'],
  summary: 'an AWS organisation in memory with the real handlers guarding it',
  description: [
    'Starts an AWS organisation in memory, plays a day in it through the real handlers, and stays up as an AWS endpoint',
    'that the AWS CLI, boto3 and the SDKs talk to. Nothing leaves this machine; no AWS account is needed.',
  ].join('\n'),
  options: [
    {
      flags: '--once',
      text: 'play the day and end: exit 0 when all that the policy enforces was put right, else 1',
    },
    { flags: '--json', text: 'with --once: one JSON object with the numbers on stdout, talk on stderr' },
    {
      flags: '--inventory <file>',
      text: 'with --once: write what is there in the end, as `policy plan` and `explain` take it',
      takes: 'file',
    },
    { flags: '--seed <n>', text: 'vary the day, the estate and the faults, reproducibly', fallback: '1' },
    {
      flags: '--policy <file>',
      text: 'another policy than the example',
      fallback: 'policies/example-org.yaml',
      takes: 'file',
    },
    { flags: '--port <n>', text: 'the port to listen on', fallback: 'a free one, printed' },
    { flags: '--no-day', text: 'no day: the endpoint, the guard and a clean end only' },
    { flags: '--no-guard', text: 'the endpoint only: nothing is judged' },
    {
      flags: '--accounts <n>',
      text: 'so many accounts, two at least, beside the management account',
      fallback: 'the six of the example',
    },
    { flags: '--regions <n>', text: 'so many regions', fallback: '3' },
    { flags: '--images <n>', text: 'so many generated images, in the first account and region' },
    { flags: '--spread', text: 'with --images: spread over all accounts and regions' },
    {
      flags: '--offending <share>',
      text: 'with --images: such a share of them, e.g. 5%, is untagged, paravirtual, shared or public',
    },
    { flags: '--faults <spec>', text: 'faults on demand, e.g. "throttle=aws,latency=20ms,lost=1%"' },
    { flags: '--slow', text: 'a short pause after each event, to read along' },
  ],
  notes: `Accounts of the example organisation (o-exampleorg1); the access key id says which account calls, any secret will do:
  123456789012  management
  111122223333  golden-pipeline   owns snap-0aaaaaaaaaaaaaaa1 (unencrypted) and snap-0aaaaaaaaaaaaaaa2 (encrypted) in us-east-1
  999988887777  security          the hub: where the service runs
  222233334444  web-prod
  333344445555  data-prod
  555566667777  web-dev
  666677778888  playground`,
  exits: [
    { code: 0, text: 'the day ended as the policy wants it (--once), or Ctrl-C ended the endpoint' },
    {
      code: 1,
      text: 'it could not start, the flags or the policy are wrong, or something enforced was not put right',
    },
    { code: 130, text: 'Ctrl-C in the middle of the day' },
  ],
  examples: [
    'ami-warden sandbox',
    'ami-warden sandbox --once --json --seed 7',
    'ami-warden sandbox --no-day --port 4566',
    'ami-warden sandbox --no-day --no-guard --images 50000 --offending 5% --faults throttle=aws',
    'ami-warden sandbox --once --inventory inventory.jsonl',
    'ami-warden sandbox --once --faults "throttle=aws,doubled=5%,late=5%"',
    'AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1 aws --endpoint-url http://127.0.0.1:PORT ec2 describe-images --owners self',
  ],
};
