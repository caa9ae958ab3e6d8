import { readCoverage } from '../../app/coverage/read-coverage.ts';
import { deployedPlaces, isAmiss, isUnsure, unplanned } from '../../app/permissions/deployment.ts';
import { type Deployment, openDeployment } from '../../config/wire-deployment.ts';
import { Fault } from '../../model/fault.ts';
import type { AccountRegion } from '../../model/subject.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { print, type Io } from '../output/io.ts';
import { show } from '../output/show.ts';
import { deploymentForms } from './deployment-show.ts';
import type { DoctorOptions } from './options.ts';

/** `ami-warden doctor --org`: a deployed service, account by account and region by region. Rejects with `Fault`. */
export const ofDeployment = async (options: DoctorOptions, io: Io, now: Date): Promise<ExitCode> => {
  const { via: stack = '', profile, role, externalId } = options;
  const deployment = await openDeployment({
    stack,
    profile,
    environment: io.env,
    role: role === undefined ? null : { name: role, externalId },
    stage: options.stage ?? stageOf(stack),
    auditOnly: options.auditOnly,
  });
  try {
    const { book, inventory, limits } = deployment;
    const seen = await readCoverage({ book, inventory, limits }, now);
    const kept = seen.map(({ coverage }) => coverage);
    const { members, problem } = await membersOf(deployment);
    const all = [...kept, ...unplanned(kept, members, now)];
    const places = await deployedPlaces(all, deployment.look);
    await show(io, options.output, deploymentForms(places));
    const amiss = places.filter(isAmiss).length;
    const unsure = places.filter((place) => !isAmiss(place) && isUnsure(place)).length;
    const lines = [
      `${String(places.length)} expected accounts and regions, ${String(all.length - places.length)} that are not`,
      ...(amiss === 0 ? [] : [`something is missing in ${String(amiss)}`]),
      ...(unsure === 0 ? [] : [`in ${String(unsure)} nobody can tell of some part`]),
      ...(problem === null ? [] : [`accounts that no sweep has met are not among them: ${problem}`]),
    ];
    await print(io.stderr, lines.map((line) => `${line}\n`).join(''));
    if (amiss > 0) return EXIT.findings;
    return unsure > 0 || problem !== null ? EXIT.partial : EXIT.clean;
  } finally {
    deployment.close();
  }
};

/** The members by the organisation itself, as far as these credentials may read it. */
const membersOf = async ({
  members,
}: Deployment): Promise<{ readonly members: readonly AccountRegion[]; readonly problem: string | null }> => {
  try {
    return { members: await members(), problem: null };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { members: [], problem: fault.message };
  }
};

/** The name that `serverless deploy` gives the stack ends in the stage; that of an ARN as well, before its own id. */
const stageOf = (stack: string): string => {
  const name = /:stack\/([^/]+)\//.exec(stack)?.[1] ?? stack;
  return name.replace(/^ami-warden-/, '');
};
