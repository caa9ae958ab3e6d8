import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { GuardPorts } from '../../app/guard-ports.ts';
import { observeSubject, type Subject } from '../../app/observe-subject.ts';
import { ImageId, InstanceId } from '../../model/ids.ts';
import type { Organization } from '../../model/organization.ts';
import { subjectKind } from '../../model/subject.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { SUBJECT_FACTS } from '../../model/subject-facts.ts';
import { organizationLine, subjectLine } from '../inventory-file/write.ts';
import { imageRefs } from './estate.ts';

const AT_ONCE = 16;

/**
 * Writes the estate as an inventory, read anew with all groups of facts through the guard's own reader: images, instances and
 * account-regions. Answers how many subjects it holds; rejects with Node's error when the file cannot be written.
 */
export const writeInventory = async (file: string, sandbox: Sandbox, ports: GuardPorts): Promise<number> => {
  const out = createWriteStream(file, { flags: 'w' });
  const end = finished(out);
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      out.write(text, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  try {
    await write(organizationLine(await organizationOf(sandbox, ports)));
    const subjects = subjectsOf(sandbox);
    let count = 0;
    for (let first = 0; first < subjects.length; first += AT_ONCE) {
      const lines = await Promise.all(
        subjects.slice(first, first + AT_ONCE).map((one) => lineOf(one, ports)),
      );
      count += lines.filter((line) => line !== '').length;
      await write(lines.join(''));
    }
    return count;
  } finally {
    out.end();
    await end;
  }
};

const lineOf = async (subject: Subject, ports: GuardPorts): Promise<string> => {
  const facts = SUBJECT_FACTS[subjectKind(subject.ref)];
  const seen = await observeSubject(subject, facts, ports);
  return seen.kind === 'gone' ? '' : subjectLine(seen.state);
};

const subjectsOf = (sandbox: Sandbox): readonly Subject[] => {
  const { organization, ec2 } = sandbox;
  const places = organization
    .accounts()
    .flatMap(({ account }) => organization.regions.map((region) => ({ account, region })));
  const instances = places.flatMap((place) =>
    ec2.instances.list(place.region, place.account).map(({ id, image }): Subject => ({
      ref: { ...place, instance: InstanceId.parse(id) },
      launched: ImageId.safeParse(image).data ?? null,
    })),
  );
  const others = [...places, ...imageRefs(sandbox)].map((ref): Subject => ({ ref, launched: null }));
  return [...others, ...instances];
};

/** With the tags of every account: a policy to come may ask for any. */
const organizationOf = async (
  { organization }: Sandbox,
  { organizations }: GuardPorts,
): Promise<Organization> => {
  const read = await organizations.organization(null);
  return {
    ...read,
    accounts: read.accounts.map((one) => ({ ...one, tags: organization.account(one.account)?.tags ?? {} })),
  };
};
