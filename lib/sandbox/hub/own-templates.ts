import { readFileSync } from 'node:fs';

/** The text of a template with the name by which messages call it. */
interface TemplateSource {
  readonly name: string;
  readonly text: string;
}

/** The two templates that events go by: the hub's, and the one that every other account gets. */
export interface HubTemplates {
  readonly hub: TemplateSource;
  readonly member: TemplateSource;
}

/** This project's own templates, as they lie in its folder. */
export const ownTemplates = (): HubTemplates => ({
  hub: { name: 'serverless.yml', text: read('../../../serverless.yml') },
  member: { name: 'deploy/member.yaml', text: read('../../../deploy/member.yaml') },
});

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
