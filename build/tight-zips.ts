import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readZip, writeZip } from './zip.ts';

/** What is read of the Serverless object. */
interface Service {
  readonly config: { readonly serviceDir: string };
  readonly service: {
    readonly functions: Readonly<Record<string, { readonly package?: { readonly artifact?: string } }>>;
  };
}

/**
 * A plugin of Serverless that packs the functions' zips anew: serverless-esbuild packs for speed, which makes them a tenth
 * larger than they have to be. It has to stand after serverless-esbuild, whose zips it takes.
 */
export class TightZips {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Service) {
    this.hooks = {
      'after:package:createDeploymentArtifacts': () => {
        for (const { package: packaged } of Object.values(serverless.service.functions)) {
          if (packaged?.artifact === undefined)
            throw new Error('a function has no zip; is serverless-esbuild listed first?');
          const file = join(serverless.config.serviceDir, packaged.artifact);
          writeFileSync(file, writeZip(readZip(readFileSync(file))));
        }
      },
    };
  }
}

// Serverless loads this file with require(), and takes what it gets for the class.
export { TightZips as 'module.exports' };
