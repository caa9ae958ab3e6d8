import * as schemas from '@aws-sdk/client-ssm';
import type {
  GetParameterRequest,
  GetParameterResult,
  GetParametersRequest,
  GetParametersResult,
  Parameter,
  PutParameterRequest,
  PutParameterResult,
} from '@aws-sdk/client-ssm';
import { AwsError, type CallContext, type ServiceDefinition } from '../../wire/service.ts';
import type { Parameters } from './parameters.ts';

const MOST_NAMES = 10;

/** Where the parameters are: other accounts and regions have none. */
export interface ParameterHome {
  readonly account: string;
  readonly region: string;
}

/** The Parameter Store over the wire. */
export const ssmService = (parameters: Parameters, home: ParameterHome): ServiceDefinition => {
  const read = (name: string, isDecrypted: boolean, { caller, region }: CallContext): Parameter => {
    if (caller.account === home.account && region === home.region) return parameters.get(name, isDecrypted);
    throw new AwsError('ParameterNotFound', '');
  };
  return {
    signingName: 'ssm',
    protocol: 'awsJson1_1',
    apiVersion: '2014-11-06',
    xmlNamespace: 'http://ssm.amazonaws.com/doc/2014-11-06/',
    schemas,
    operations: {
      GetParameter: (input: GetParameterRequest, context: CallContext): GetParameterResult => ({
        Parameter: read(input.Name ?? '', input.WithDecryption ?? false, context),
      }),
      GetParameters: (input: GetParametersRequest, context: CallContext): GetParametersResult => {
        const names = input.Names ?? [];
        if (names.length === 0 || names.length > MOST_NAMES) {
          throw new AwsError('ValidationException', 'names: Member must have length between 1 and 10');
        }
        const found: Parameter[] = [];
        const missing: string[] = [];
        for (const name of names) {
          try {
            found.push(read(name, input.WithDecryption ?? false, context));
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            missing.push(name);
          }
        }
        return { Parameters: found, InvalidParameters: missing };
      },
      PutParameter: (input: PutParameterRequest, { caller, region }: CallContext): PutParameterResult => {
        if (caller.account !== home.account || region !== home.region) {
          throw new AwsError(
            'AccessDeniedException',
            'parameters are modelled in the hub account and region only',
          );
        }
        const name = input.Name ?? '';
        if (parameters.has(name) && input.Overwrite !== true) {
          throw new AwsError(
            'ParameterAlreadyExists',
            'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
          );
        }
        return { Version: parameters.set(name, input.Value ?? '', input.Type ?? 'String'), Tier: 'Standard' };
      },
    },
  };
};
