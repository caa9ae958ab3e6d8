import {
  commonTokens,
  declareClassPlugin,
  declareFactoryPlugin,
  PluginKind,
  tokens,
} from '@stryker-mutator/api/plugin';
import type { StrykerOptions } from '@stryker-mutator/api/core';
import { FolderReporter } from './folder-reporter.ts';
import { InProcessRunner, type InProcess } from './in-process-runner.ts';

const runnerOf = (options: StrykerOptions): InProcessRunner =>
  new InProcessRunner(options['inProcess'] as InProcess);
runnerOf.inject = tokens(commonTokens.options);

/** What Stryker is given beyond its own. */
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'in-process', runnerOf),
  declareClassPlugin(PluginKind.Reporter, 'folders', FolderReporter),
];

/** Of our part of the configuration no more is asked here than that it is there. */
export const strykerValidationSchema = {
  type: 'object',
  properties: { inProcess: { type: 'object', required: ['tests', 'without', 'mostRuns', 'uncut'] } },
  required: ['inProcess'],
};
