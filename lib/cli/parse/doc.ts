import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden parse` as data. */
export const PARSE_DOC: CommandDoc = {
  path: ['parse'],
  summary: 'say what each event means for images, one JSON line a record',
  description: [
    'Reads events as the guard does, and prints one JSON line for each on stdout: {kind, event, account, region, images, reason}.',
    'kind is "change" (it says that images changed), "ignored" (well formed and none of ours) or "malformed" (it should be ours',
    'and cannot be understood). Nothing is sent anywhere, and no AWS account is needed.',
  ].join(' '),
  arguments: [{ name: '<file...>', text: 'JSON, plain or gzipped; - for stdin', takes: 'file' }],
  notes: [
    'A file holds any of: a CloudTrail record, an EventBridge event, a CloudTrail log file (Records), a list of these, or one on',
    'each line. It is read as a stream, so its size does not matter. Output is JSON lines alone: they can be read as they come.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'every record was understood' },
    { code: 1, text: 'nothing could be read, or the output could not be written' },
    { code: 2, text: 'a record is malformed; stderr says which' },
    { code: 3, text: 'a file could not be read to its end; what could be read was printed' },
  ],
  examples: [
    'ami-warden parse events/modify-image-attribute-public.json',
    'ami-warden parse 123456789012_CloudTrail_us-east-1_20261101T0005Z_AbCdEfGhIjKlMnOp.json.gz',
    'aws s3 cp s3://my-trail/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/01/log.json.gz - | ami-warden parse -',
    `ami-warden parse logs/*.json.gz | jq -r 'select(.kind == "change") | [.event, .account, .images[]] | @tsv'`,
  ],
};
