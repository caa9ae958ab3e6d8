import { APPLY_DOC } from './apply/doc.ts';
import { COVERAGE_DOC } from './coverage/doc.ts';
import type { GroupDoc } from './command/doc.ts';
import type { Entry } from './command/entry.ts';
import { COMPLETION_DOC } from './completion/doc.ts';
import { DOCTOR_DOC } from './doctor/doc.ts';
import { EXPLAIN_DOC } from './explain/doc.ts';
import { INIT_DOC } from './init/doc.ts';
import { INVENTORY_DOC } from './inventory/doc.ts';
import { JOURNAL_DOC } from './journal/doc.ts';
import { EXPORT_DOC } from './journal/export/doc.ts';
import { PARSE_DOC } from './parse/doc.ts';
import { PAUSE_DOC } from './pause/doc.ts';
import { HAND_PLAN_DOC } from './plan/doc.ts';
import { COMPILE_DOC } from './policy/compile/doc.ts';
import { POLICY_DOC } from './policy/doc.ts';
import { PLAN_DOC } from './policy/plan/doc.ts';
import { PUSH_DOC } from './policy/push/doc.ts';
import { SCHEMA_DOC } from './policy/schema/doc.ts';
import { TEST_DOC } from './policy/test/doc.ts';
import { VALIDATE_DOC } from './policy/validate/doc.ts';
import { QUOTAS_DOC } from './quotas/doc.ts';
import { REDRIVE_DOC } from './redrive/doc.ts';
import { REFUSE_DOC } from './refuse/doc.ts';
import { REMEDIATE_DOC } from './remediate/doc.ts';
import { RESUME_DOC } from './resume/doc.ts';
import { ROLLBACK_DOC } from './rollback/doc.ts';
import { RULES_DOC } from './rules/doc.ts';
import { SANDBOX_DOC } from './sandbox/doc.ts';
import { SCAN_DOC } from './scan/doc.ts';
import { SHARES_DOC } from './shares/doc.ts';
import { WAIVE_DOC } from './waive/doc.ts';
import { WAIVERS_DOC } from './waivers/doc.ts';

/** The groups of commands. */
export const GROUPS: readonly GroupDoc[] = [POLICY_DOC];

/** Every command there is, in the order of the help. */
export const COMMANDS: readonly Entry[] = [
  {
    doc: SCAN_DOC,
    load: async () => {
      const [{ runScan }, { openScan }] = await Promise.all([
        import('./scan/run.ts'),
        import('../config/wire-scan.ts'),
      ]);
      return (_, flags, io) => runScan(flags, io, new Date(), openScan);
    },
  },
  {
    doc: DOCTOR_DOC,
    load: async () => {
      const [{ runDoctor }, { MEANS }] = await Promise.all([
        import('./doctor/run.ts'),
        import('./doctor/means.ts'),
      ]);
      return (_, flags, io) => runDoctor(flags, io, new Date(), MEANS);
    },
  },
  {
    doc: QUOTAS_DOC,
    load: async () => {
      const { runQuotas } = await import('./quotas/run.ts');
      return (_, flags, io) => runQuotas(flags, io, new Date());
    },
  },
  {
    doc: SHARES_DOC,
    load: async () => {
      const { runShares } = await import('./shares/run.ts');
      return (_, flags, io) => runShares(flags, io, new Date());
    },
  },
  {
    doc: INVENTORY_DOC,
    load: async () => {
      const { runInventory } = await import('./inventory/run.ts');
      return (_, flags, io) => runInventory(flags, io, new Date());
    },
  },
  {
    doc: INIT_DOC,
    load: async () => {
      const { runInit } = await import('./init/run.ts');
      return (_, flags, io) => runInit(flags, io, new Date());
    },
  },
  {
    doc: VALIDATE_DOC,
    load: async () => {
      const { runValidate } = await import('./policy/validate/run.ts');
      return (files, flags, io) => runValidate(files, flags, io, new Date());
    },
  },
  {
    doc: TEST_DOC,
    load: async () => {
      const { runTest } = await import('./policy/test/run.ts');
      return (files, flags, io) => runTest(files, flags, io, new Date());
    },
  },
  {
    doc: PLAN_DOC,
    load: async () => {
      const { runPlan } = await import('./policy/plan/run.ts');
      return (_, flags, io) => runPlan(flags, io, new Date());
    },
  },
  {
    doc: COMPILE_DOC,
    load: async () => {
      const { runCompile } = await import('./policy/compile/run.ts');
      return (files, flags, io) => runCompile(files, flags, io, new Date());
    },
  },
  {
    doc: PUSH_DOC,
    load: async () => {
      const { runPush } = await import('./policy/push/run.ts');
      return (files, flags, io) => runPush(files, flags, io, new Date());
    },
  },
  {
    doc: SCHEMA_DOC,
    load: async () => {
      const { runSchema } = await import('./policy/schema/run.ts');
      return (_words, _flags, io) => runSchema(io);
    },
  },
  {
    doc: RULES_DOC,
    load: async () => {
      const { runRules } = await import('./rules/run.ts');
      return ([id], flags, io) => runRules(id, flags, io);
    },
  },
  {
    doc: WAIVERS_DOC,
    load: async () => {
      const { runWaivers } = await import('./waivers/run.ts');
      return (files, flags, io) => runWaivers(files, flags, io, new Date());
    },
  },
  {
    doc: EXPLAIN_DOC,
    load: async () => {
      const { runExplain } = await import('./explain/run.ts');
      return (words, flags, io) => runExplain(words, flags, io, new Date());
    },
  },
  {
    doc: HAND_PLAN_DOC,
    load: async () => {
      const { runHandPlan } = await import('./plan/run.ts');
      return (words, flags, io) => runHandPlan(words, flags, io, new Date());
    },
  },
  {
    doc: APPLY_DOC,
    load: async () => {
      const { runApply } = await import('./apply/run.ts');
      return (words, flags, io) => runApply(words, flags, io, new Date());
    },
  },
  {
    doc: REFUSE_DOC,
    load: async () => {
      const { runRefuse } = await import('./refuse/run.ts');
      return (words, flags, io) => runRefuse(words, flags, io, new Date());
    },
  },
  {
    doc: REMEDIATE_DOC,
    load: async () => {
      const { runRemediate } = await import('./remediate/run.ts');
      return (words, flags, io) => runRemediate(words, flags, io, new Date());
    },
  },
  {
    doc: ROLLBACK_DOC,
    load: async () => {
      const { runRollback } = await import('./rollback/run.ts');
      return (words, flags, io) => runRollback(words, flags, io, new Date());
    },
  },
  {
    doc: WAIVE_DOC,
    load: async () => {
      const { runWaive } = await import('./waive/run.ts');
      return (words, flags, io) => runWaive(words, flags, io, new Date());
    },
  },
  {
    doc: PAUSE_DOC,
    load: async () => {
      const { runPause } = await import('./pause/run.ts');
      return (_, flags, io) => runPause(flags, io, new Date());
    },
  },
  {
    doc: RESUME_DOC,
    load: async () => {
      const { runResume } = await import('./resume/run.ts');
      return (_, flags, io) => runResume(flags, io, new Date());
    },
  },
  {
    doc: REDRIVE_DOC,
    load: async () => {
      const { runRedrive } = await import('./redrive/run.ts');
      return (words, flags, io) => runRedrive(words, flags, io);
    },
  },
  {
    doc: JOURNAL_DOC,
    load: async () => {
      const { runJournal } = await import('./journal/run.ts');
      return (_, flags, io) => runJournal(flags, io, new Date());
    },
  },
  {
    doc: EXPORT_DOC,
    load: async () => {
      const { runExport } = await import('./journal/export/run.ts');
      return (_, flags, io) => runExport(flags, io, new Date());
    },
  },
  {
    doc: COVERAGE_DOC,
    load: async () => {
      const { runCoverage } = await import('./coverage/run.ts');
      return (_, flags, io) => runCoverage(flags, io, new Date());
    },
  },
  {
    doc: PARSE_DOC,
    load: async () => {
      const { runParse } = await import('./parse/run.ts');
      return (files, _flags, io) => runParse({ files }, io);
    },
  },
  {
    doc: SANDBOX_DOC,
    load: async () => {
      const { runSandbox } = await import('./sandbox/run.ts');
      return (_, flags, io) => runSandbox(flags, io);
    },
  },
  {
    doc: COMPLETION_DOC,
    load: async () => {
      const { runCompletion } = await import('./completion/run.ts');
      return ([shell = ''], _flags, io) => runCompletion(shell, GROUPS, COMMANDS, io);
    },
  },
];
