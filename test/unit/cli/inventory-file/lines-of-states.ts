import { buildState } from '../../../../lib/policy/source/build-state.ts';
import type { PolicyTestSource } from '../../../../lib/policy/source/schema/tests.ts';
import type { SubjectState } from '../../../../lib/model/image.ts';
import { organizationLine, subjectLine } from '../../../../lib/cli/inventory-file/write.ts';
import { exampleOrganization } from '../../../cases/organization.ts';

/** When the subjects of these tests were observed, unless a test says otherwise. */
export const OBSERVED = new Date('2026-09-01T10:00:00.000Z');

/** A subject as a policy's test would describe it. */
export const subject = (given: PolicyTestSource['given'], at: Date = OBSERVED): SubjectState =>
  buildState(given, exampleOrganization, at);

/** An inventory of the example organisation. */
export const inventoryOf = (states: readonly SubjectState[]): string =>
  organizationLine(exampleOrganization) + states.map(subjectLine).join('');
