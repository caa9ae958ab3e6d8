/** What to paste into another terminal, once the sandbox is up. */
export const howToTry = (endpoint: string, image: string | null, guarded: boolean): string => {
  const target = image ?? 'ami-…';
  const outcome = guarded
    ? ['# … and it is private again within a second:']
    : ['# nothing guards it (--no-guard), so it stays public:'];
  return [
    '',
    `The organisation is up at ${endpoint}. In another terminal:`,
    '',
    '  export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1',
    `  aws --endpoint-url ${endpoint} ec2 modify-image-attribute --image-id ${target} --launch-permission "Add=[{Group=all}]"`,
    ...outcome.map((line) => `  ${line}`),
    `  aws --endpoint-url ${endpoint} ec2 describe-image-attribute --image-id ${target} --attribute launchPermission`,
    '',
    ...byHand(endpoint, target, guarded).map((line) => `  ${line}`),
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
};

/** The same put right by a person: with the credentials above, or through the service where there is one. */
const byHand = (endpoint: string, target: string, guarded: boolean): readonly string[] =>
  guarded
    ? [
        '# what waits for a person, in the name of the account that the service is in:',
        `AWS_ACCESS_KEY_ID=999988887777 AWS_ENDPOINT_URL=${endpoint} npx ami-warden plan --via ami-warden-dev`,
      ]
    : [
        '# put it right by hand:',
        `AWS_ENDPOINT_URL=${endpoint} npx ami-warden remediate ${target} --rule public-sharing --policy policies/example-org.yaml`,
      ];
