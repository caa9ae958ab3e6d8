import * as client from '@aws-sdk/client-service-quotas';
import type {
  GetAWSDefaultServiceQuotaRequest,
  GetServiceQuotaRequest,
  ListAWSDefaultServiceQuotasRequest,
  ListRequestedServiceQuotaChangeHistoryRequest,
  ListServiceQuotasRequest,
  RequestedServiceQuotaChange,
  RequestServiceQuotaIncreaseRequest,
  ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import type { SandboxClock } from '../clock.ts';
import { randomText, type Random } from '../random.ts';
import { AwsError, type CallContext, type ServiceDefinition } from '../wire/service.ts';
import { pageOf } from './page.ts';
import type { QuotaBook } from './quota-book.ts';
import { QUOTAS, usageMetric, type QuotaDefinition } from './quota-table.ts';

const PAGES = { most: 100, invalidToken: 'InvalidPaginationTokenException' };

// People at AWS decide larger requests in days; the sandbox grants each one after a quarter of an hour of its own time.
const GRANTED_AFTER_MS = 15 * 60_000;

/** Service Quotas, for the EC2 and EBS quotas on images and snapshots: reading, asking for more, and what was asked for. */
export const serviceQuotasService = (
  book: QuotaBook,
  clock: SandboxClock,
  random: Random,
): ServiceDefinition => {
  const desk = new QuotaDesk(book, clock, random);
  return {
    signingName: 'servicequotas',
    protocol: 'awsJson1_1',
    apiVersion: '2019-06-24',
    xmlNamespace: '',
    schemas: client,
    operations: {
      GetServiceQuota: (input: GetServiceQuotaRequest, context: CallContext) => ({
        Quota: desk.applied(input, context),
      }),
      GetAWSDefaultServiceQuota: (input: GetAWSDefaultServiceQuotaRequest, context: CallContext) => ({
        Quota: describe(input.ServiceCode ?? '', definition(input), context, null),
      }),
      ListServiceQuotas: (input: ListServiceQuotasRequest, context: CallContext) => desk.list(input, context),
      ListAWSDefaultServiceQuotas: (input: ListAWSDefaultServiceQuotasRequest, context: CallContext) => {
        const quotas = quotasOf(input.ServiceCode).map((quota) =>
          describe(input.ServiceCode ?? '', quota, context, null),
        );
        const { items, next } = pageOf(quotas, input, PAGES);
        return { Quotas: items, ...next };
      },
      RequestServiceQuotaIncrease: (input: RequestServiceQuotaIncreaseRequest, context: CallContext) => ({
        RequestedQuota: desk.request(input, context),
      }),
      ListRequestedServiceQuotaChangeHistory: (
        input: ListRequestedServiceQuotaChangeHistoryRequest,
        context: CallContext,
      ) => desk.history(input, context),
    },
  };
};

interface Asked extends RequestedServiceQuotaChange {
  readonly account: string;
  readonly region: string;
}

class QuotaDesk {
  private readonly book: QuotaBook;
  private readonly clock: SandboxClock;
  private readonly random: Random;
  private readonly asked: Asked[] = [];

  constructor(book: QuotaBook, clock: SandboxClock, random: Random) {
    this.book = book;
    this.clock = clock;
    this.random = random;
  }

  applied(input: GetServiceQuotaRequest, context: CallContext): ServiceQuota {
    const quota = definition(input);
    const value = this.book.applied(context.caller.account, context.region, quota.code);
    // An account that never asked for more has no applied value: AWS's default is another call.
    if (value === null) throw notFound();
    return describe(input.ServiceCode ?? '', quota, context, value);
  }

  list(input: ListServiceQuotasRequest, context: CallContext): object {
    const { account } = context.caller;
    const quotas = quotasOf(input.ServiceCode)
      .filter(({ code }) => input.QuotaCode === undefined || code === input.QuotaCode)
      .map((quota) =>
        describe(
          input.ServiceCode ?? '',
          quota,
          context,
          this.book.applied(account, context.region, quota.code),
        ),
      );
    const { items, next } = pageOf(quotas, input, PAGES);
    return { Quotas: items, ...next };
  }

  request(input: RequestServiceQuotaIncreaseRequest, context: CallContext): RequestedServiceQuotaChange {
    const { account, arn } = context.caller;
    const { region, now } = context;
    const quota = definition(input);
    const { DesiredValue: desired = 0, ServiceCode: service = '' } = input;
    const current = this.book.applied(account, region, quota.code) ?? quota.value;
    if (desired <= current) {
      throw new AwsError(
        'IllegalArgumentException',
        `The desired value has to be more than ${String(current)}`,
      );
    }
    const open = this.of(context).some((one) => one.QuotaCode === quota.code && one.Status === 'PENDING');
    if (open)
      throw new AwsError(
        'ResourceAlreadyExistsException',
        'Only one open quota increase request is allowed per quota.',
      );
    const asked: Asked = {
      account,
      region,
      Id: randomText(this.random, 32, '0123456789abcdef'),
      ServiceCode: service,
      ServiceName: QUOTAS[service]?.name,
      QuotaCode: quota.code,
      QuotaName: quota.name,
      DesiredValue: desired,
      Status: 'PENDING',
      Created: now,
      LastUpdated: now,
      Requester: JSON.stringify({ accountId: account, callerArn: arn }),
      QuotaArn: quotaArn(service, quota, context),
      GlobalQuota: false,
      Unit: 'None',
    };
    this.asked.push(asked);
    this.clock.after(GRANTED_AFTER_MS, () => {
      asked.Status = 'APPROVED';
      asked.LastUpdated = this.clock.now();
      this.book.apply(account, region, quota.code, desired);
    });
    return asked;
  }

  history(input: ListRequestedServiceQuotaChangeHistoryRequest, context: CallContext): object {
    const { ServiceCode: service, Status: status } = input;
    const all = this.of(context).filter(
      (one) =>
        (service === undefined || one.ServiceCode === service) &&
        (status === undefined || one.Status === status),
    );
    const { items, next } = pageOf(all, input, PAGES);
    return { RequestedQuotas: items, ...next };
  }

  private of({ caller, region }: CallContext): readonly Asked[] {
    return this.asked.filter((one) => one.account === caller.account && one.region === region);
  }
}

const notFound = (): AwsError =>
  new AwsError(
    'NoSuchResourceException',
    'The request failed because the specified resource does not exist.',
  );

const quotasOf = (service = ''): readonly QuotaDefinition[] => {
  const known = Object.hasOwn(QUOTAS, service) ? QUOTAS[service] : undefined;
  if (known === undefined) throw notFound();
  return known.quotas;
};

const definition = (input: {
  readonly ServiceCode: string | undefined;
  readonly QuotaCode: string | undefined;
}): QuotaDefinition => {
  const quota = quotasOf(input.ServiceCode).find(({ code }) => code === input.QuotaCode);
  if (quota === undefined) throw notFound();
  return quota;
};

const quotaArn = (service: string, { code }: QuotaDefinition, { caller, region }: CallContext): string =>
  `arn:aws:servicequotas:${region}:${caller.account}:${service}/${code}`;

const describe = (
  service: string,
  quota: QuotaDefinition,
  context: CallContext,
  applied: number | null,
): ServiceQuota => ({
  ServiceCode: service,
  ServiceName: QUOTAS[service]?.name,
  QuotaArn: quotaArn(service, quota, context),
  QuotaCode: quota.code,
  QuotaName: quota.name,
  Value: applied ?? quota.value,
  Unit: 'None',
  Adjustable: true,
  GlobalQuota: false,
  QuotaAppliedAtLevel: 'ACCOUNT',
  ...(quota.resource === null ? {} : { UsageMetric: usageMetric(quota.resource) }),
});
