/**
 * The statements that bring a file from one version of its form to the next, the first from nothing to 1. What stands here was
 * run on people's files: it is never changed, only added to.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE finding (
    subject TEXT NOT NULL, id TEXT NOT NULL, updated_at TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (subject, id)
  ) STRICT;
  CREATE TABLE told (
    subject TEXT NOT NULL, finding TEXT NOT NULL, channel TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (subject, finding, channel)
  ) STRICT;

  CREATE TABLE entry (
    subject TEXT NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, image TEXT,
    document TEXT NOT NULL,
    PRIMARY KEY (subject, id)
  ) STRICT;
  CREATE INDEX entry_by_time ON entry (id, subject);
  CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
    BEGIN SELECT raise(ABORT, 'an entry of the journal is never changed'); END;
  CREATE TRIGGER entry_is_never_dropped BEFORE DELETE ON entry
    BEGIN SELECT raise(ABORT, 'an entry of the journal is never dropped'); END;

  CREATE TABLE plan (
    subject TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (subject, id)
  ) STRICT;
  CREATE TABLE own_request (
    subject TEXT NOT NULL, id TEXT NOT NULL, expires_at INTEGER NOT NULL,
    PRIMARY KEY (subject, id)
  ) STRICT;

  CREATE TABLE malformed (id TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL) STRICT;
  CREATE TABLE malformed_told (
    id TEXT NOT NULL, channel TEXT NOT NULL,
    PRIMARY KEY (id, channel)
  ) STRICT;

  CREATE TABLE dirty (
    account TEXT NOT NULL, region TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (account, region)
  ) STRICT;
  CREATE TABLE taken (
    key TEXT NOT NULL, hour TEXT NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (key, hour)
  ) STRICT;
  `,
  `
  CREATE TABLE counted (
    key TEXT NOT NULL, hour TEXT NOT NULL, once TEXT NOT NULL,
    PRIMARY KEY (key, hour, once)
  ) STRICT;
  CREATE TABLE lease (
    subject TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL, until TEXT NOT NULL
  ) STRICT;
  CREATE INDEX plan_by_id ON plan (id);
  `,
  `
  CREATE TABLE pause (number INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE copy_queue (
    account TEXT NOT NULL, region TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (account, region)
  ) STRICT;
  `,
  `
  CREATE TABLE known_image (
    account TEXT NOT NULL, region TEXT NOT NULL, image TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (account, region, image)
  ) STRICT;
  CREATE TABLE known_place (
    account TEXT NOT NULL, region TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (account, region)
  ) STRICT;
  CREATE TABLE usage_sample (
    account TEXT NOT NULL, region TEXT NOT NULL, quota TEXT NOT NULL, at TEXT NOT NULL,
    used INTEGER NOT NULL, quota_limit INTEGER NOT NULL,
    PRIMARY KEY (account, region, quota, at)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE organization (
    only INTEGER PRIMARY KEY CHECK (only = 1), observed_at TEXT NOT NULL, document TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE coverage (
    place TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE dirty ADD COLUMN marks INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE dirty ADD COLUMN last_at TEXT;
  `,
];
