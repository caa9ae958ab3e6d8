const FUNCTION = /^[\x21-\x7e]{1,256}$/u;

/** The shell command that asks the remediating function for something, quoted for a POSIX shell; null when the function's name is none. */
export const invokeCommand = (remediateFunction: string, payload: object): string | null =>
  FUNCTION.test(remediateFunction)
    ? `aws lambda invoke --function-name ${quoted(remediateFunction)} ` +
      `--cli-binary-format raw-in-base64-out --payload '${inQuotes(JSON.stringify(payload))}' /dev/stdout`
    : null;

const inQuotes = (text: string): string => text.replaceAll("'", String.raw`'\''`);

const quoted = (word: string): string => (/^[\w.:/-]+$/u.test(word) ? word : `'${inQuotes(word)}'`);
