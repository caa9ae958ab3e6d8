import { policyJsonSchema } from '../../../policy/source/json-schema.ts';
import { print, type Io } from '../../output/io.ts';

/** `ami-warden policy schema`. Answers the exit code, 0. */
export const runSchema = async (io: Io): Promise<number> => {
  await print(io.stdout, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
  return 0;
};
