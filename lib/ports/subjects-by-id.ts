import type { SubjectRef } from '../model/subject.ts';

/** What an entry or a finding of the journal is about, where only its id is known. Null when the journal does not hold it; rejects with `Fault`. */
export interface SubjectsById {
  ofEntry(id: string): Promise<SubjectRef | null>;
  ofFinding(id: string): Promise<SubjectRef | null>;
}
