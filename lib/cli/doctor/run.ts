import { actionsOfKind, checkNeeds } from '../../app/permissions/check-needs.ts';
import { needsOf } from '../../app/permissions/needs.ts';
import type { openDoctor } from '../../config/wire-doctor.ts';
import { Fault } from '../../model/fault.ts';
import { EXIT, type ExitCode } from '../output/exit-code.ts';
import { complain, print, type Io } from '../output/io.ts';
import { readOptions } from '../output/read-options.ts';
import { show } from '../output/show.ts';
import { loadScanPolicy } from '../scan/load-scan-policy.ts';
import { DoctorOptions } from './options.ts';
import { permissionForms } from './show.ts';

const COMMAND = 'doctor';

/** What `doctor` works with; each is loaded when it is needed. */
export interface DoctorMeans {
  readonly own: typeof openDoctor;
  /** Looks at a deployment. */
  readonly deployment: (options: DoctorOptions, io: Io, now: Date) => Promise<ExitCode>;
}

/** `ami-warden doctor`. Answers the exit code: 0 nothing is missing, 1 it could not be looked at, 2 something is, 3 nobody can tell. */
export const runDoctor = async (
  raw: unknown,
  io: Io,
  started: Date,
  means: DoctorMeans,
): Promise<ExitCode> => {
  const read = readOptions(DoctorOptions, raw);
  if (!read.ok) {
    await complain(io, COMMAND, read.problems);
    return EXIT.error;
  }
  const { options } = read;
  try {
    return options.org
      ? await means.deployment(options, io, started)
      : await ofPermissions(options, io, started, means);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    await complain(io, COMMAND, [fault.message]);
    return EXIT.error;
  }
};

const ofPermissions = async (
  options: DoctorOptions,
  io: Io,
  now: Date,
  { own }: DoctorMeans,
): Promise<ExitCode> => {
  const policy = await loadScanPolicy(options.policy, io, now);
  if (policy === null) return EXIT.error;
  const { profile, region } = options;
  const doctor = await own({ environment: io.env, profile, region });
  try {
    const needs = await checkNeeds(needsOf(options.for, policy.bundle), doctor.permissions);
    const missing = actionsOfKind(needs, 'denied');
    const unknown = actionsOfKind(needs, 'unknown');
    await show(
      io,
      options.output,
      permissionForms({ ...doctor, from: policy.from, needs, missing, unknown }),
    );
    const lines = [
      `${doctor.arn}, asked in ${doctor.place.region}; policy ${policy.from}`,
      ...doctor.remarks().map((why) => `tried instead of computed: ${why}`),
      ...(missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`]),
      ...(unknown.length === 0 ? [] : [`not known: ${unknown.join(', ')}`]),
      ...(missing.length + unknown.length === 0 ? ['nothing is missing'] : []),
    ];
    await print(io.stderr, lines.map((line) => `${line}\n`).join(''));
    if (missing.length > 0) return EXIT.findings;
    return unknown.length > 0 ? EXIT.partial : EXIT.clean;
  } finally {
    doctor.close();
  }
};
