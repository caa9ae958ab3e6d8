import type { Parameter } from '@aws-sdk/client-ssm';
import type { Clock } from '../../../ports/clock.ts';
import { AwsError } from '../../wire/service.ts';

type ParameterType = 'String' | 'StringList' | 'SecureString';

interface Kept {
  readonly value: string;
  readonly type: ParameterType;
  readonly version: number;
  readonly changedAt: Date;
}

/** SSM's Parameter Store of the hub's account and region. */
export class Parameters {
  private readonly clock: Clock;
  private readonly scope: string;
  private readonly kept = new Map<string, Kept>();

  /** `scope` is `REGION:ACCOUNT`, of which the ARNs are made. */
  constructor(clock: Clock, scope: string) {
    this.clock = clock;
    this.scope = scope;
  }

  /** Sets a parameter, a SecureString unless told; answers its version. */
  set(name: string, value: string, type: ParameterType = 'SecureString'): number {
    const version = (this.kept.get(name)?.version ?? 0) + 1;
    this.kept.set(name, { value, type, version, changedAt: this.clock.now() });
    return version;
  }

  has(name: string): boolean {
    return this.kept.has(name);
  }

  delete(name: string): void {
    this.kept.delete(name);
  }

  /** By name or ARN. A SecureString comes encrypted unless decryption is asked for. Throws `ParameterNotFound`. */
  get(nameOrArn: string, isDecrypted: boolean): Parameter {
    const name = nameOrArn.startsWith('arn:') ? nameOrArn.replace(/^.*?:parameter/, '') : nameOrArn;
    const kept = this.kept.get(name);
    if (kept === undefined) throw new AwsError('ParameterNotFound', '');
    const isHidden = kept.type === 'SecureString' && !isDecrypted;
    return {
      Name: name,
      Type: kept.type,
      Value: isHidden ? Buffer.from(`sandbox ciphertext of ${name}`).toString('base64') : kept.value,
      Version: kept.version,
      LastModifiedDate: kept.changedAt,
      ARN: `arn:aws:ssm:${this.scope}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
      DataType: 'text',
    };
  }
}
