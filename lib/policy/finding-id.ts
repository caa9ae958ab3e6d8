import type { FindingDetail } from '../model/finding.ts';
import { sha256Hex } from '../model/hash.ts';
import { subjectKey, type SubjectRef } from '../model/subject.ts';
import { principalKey } from '../model/principal.ts';

/** One text per detail of a rule and a subject, for ids and sorting; what may change while it is the same failure is not in it. */
export const detailKey = (detail: FindingDetail): string => {
  switch (detail.kind) {
    case 'principal':
      return `principal/${principalKey(detail.principal)}`;
    case 'device':
      return `device/${detail.device}`;
    case 'tag':
      return `tag/${detail.tag}`;
    case 'snapshot-principal':
      return `snapshot-principal/${detail.snapshot}/${principalKey(detail.principal)}`;
    case 'attribute':
      return `attribute/${detail.attribute}`;
    case 'export':
      return `export/${detail.how}/${detail.bucket ?? ''}/${detail.key ?? ''}`;
    case 'guardrail':
      return `guardrail/${detail.guardrail}`;
    case 'quota':
      return `quota/${detail.quota}/${detail.level}`;
    case 'launch':
      return `launch/${detail.image}`;
    case 'assertion':
      return 'assertion';
    case 'unreadable':
      return `unreadable/${detail.datum}`;
  }
};

/** The stable id: the first 16 hex digits of the SHA-256 of rule, subject key and detail key, a line each. */
export const findingId = (rule: string, ref: SubjectRef, detail: FindingDetail): string =>
  sha256Hex(`${rule}\n${subjectKey(ref)}\n${detailKey(detail)}`).slice(0, 16);
