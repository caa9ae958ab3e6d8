/** Where the journal is kept for good, in parts: files that are never changed. Rejects with `Fault`. */
export interface JournalArchive {
  /** A folder of this machine in which a part is made before it is put. */
  readonly drafts: string;
  /** The names of what is there, parts and others. */
  names(): Promise<readonly string[]>;
  /** Puts a finished draft under this name, whole or not at all, and never over what is there. Answers where it is now. */
  put(name: string, draft: string): Promise<string>;
}
