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
    'Ctrl-C ends it.',
    '',
  ].join('\n');
};
