import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { organizationLine, subjectLine } from '../lib/cli/inventory-file/write.ts';
import { CACHE, runCommand } from './child.ts';
import { images, largeOrganization } from './estate.ts';
import type { Figures } from './figures.ts';

const IMAGES = 100_000;
const POLICY = fileURLToPath(new URL('policy.yaml', import.meta.url));

const writeInventory = async (file: string): Promise<void> => {
  const organization = largeOrganization();
  const out = createWriteStream(file);
  out.write(organizationLine(organization));
  for (const state of images(organization, IMAGES))
    if (!out.write(subjectLine(state))) await once(out, 'drain');
  out.end();
  await finished(out);
};

/** `policy plan` on 100,000 images in a process of its own: a candidate alone, and against another policy. */
export const backTests = async (): Promise<Figures> => {
  mkdirSync(CACHE, { recursive: true });
  const inventory = `${CACHE}inventory.jsonl`;
  await writeInventory(inventory);
  const other = `${CACHE}other.yaml`;
  const text = await readFile(POLICY, 'utf8');
  writeFileSync(other, text.replace('maxAge: 180d', 'maxAge: 120d').replace(', o-partner1234', ''));
  const alone = await runCommand(['policy', 'plan', '--policy', POLICY, '--inventory', inventory]);
  const plan = ['policy', 'plan', '--policy', POLICY, '--against', other, '--inventory', inventory];
  const both = await runCommand(plan);
  const rows = await runCommand([...plan, '--output', 'csv']);
  return {
    'plan.images': IMAGES,
    'plan.one.s': alone.seconds,
    'plan.one.peak_mb': alone.peakMb,
    'plan.both.s': both.seconds,
    'plan.both.cpu_s': both.cpuSeconds,
    'plan.both.peak_mb': both.peakMb,
    'plan.csv.s': rows.seconds,
    'plan.csv.peak_mb': rows.peakMb,
  };
};
