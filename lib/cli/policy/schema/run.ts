import { policyJsonSchema } from '../../../policy/source/json-schema.ts';
import { EXIT, type ExitCode } from '../../output/exit-code.ts';
import { print, type Io } from '../../output/io.ts';
import { jsonText } from '../../output/json.ts';

/** `ami-warden policy schema`. Answers the exit code, 0. */
export const runSchema = async (io: Io): Promise<ExitCode> => {
  await print(io.stdout, jsonText(policyJsonSchema()));
  return EXIT.clean;
};
