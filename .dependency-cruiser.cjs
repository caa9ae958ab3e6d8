/** The house's direction, downwards only. Each rule is proved to fire in test/arch. */
const ROOMS = {
  model: [],
  ports: ['model'],
  events: ['model'],
  policy: ['model'],
  remediation: ['model'],
  quota: ['model'],
  render: ['model'],
  app: ['events', 'policy', 'remediation', 'quota', 'render', 'ports', 'model'],
  aws: ['ports', 'model', 'render', 'events', 'policy'],
  slack: ['ports', 'model', 'render'],
  sandbox: ['ports', 'model'],
  local: ['ports', 'model'],
  config: ['aws', 'slack', 'sandbox', 'local', 'app', 'ports', 'model', 'policy'],
  cli: ['config', 'app', 'events', 'policy', 'remediation', 'quota', 'render', 'ports', 'model', 'sandbox'],
};

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-looks-down-only`,
  comment: `lib/${room} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: `^lib/${room}/` },
  to: {
    path: '^(lib|functions|bin|test|bench|build)/',
    pathNot: [
      `^lib/(${[room, ...allowed].join('|')})/`,
      ...(room === 'cli' ? ['^functions/[a-z]+/[a-z]+[.]ts$'] : []),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'functions-wire-only',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(lib|bin|test|bench|build)/', pathNot: '^lib/(config|app)/' },
    },
    {
      name: 'sdk-at-the-edge',
      comment: 'only the adapters, the sandbox and the place that constructs them know the AWS SDK',
      severity: 'error',
      from: { path: '^(lib|functions|bin)/', pathNot: '^lib/(aws|sandbox|config)/' },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/' },
    },
    {
      name: 'pure-rooms-know-no-node',
      severity: 'error',
      from: { path: '^lib/(model|events|policy|remediation|quota|render)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'lambdas-stay-small',
      comment: 'no function pulls in the CLI, what only the CLI asks AWS, YAML or the sandbox',
      severity: 'error',
      from: { path: '^functions/[a-z]+/handler[.]ts$' },
      to: {
        path: '^lib/(cli|sandbox|local|policy/source)/|node_modules/(yaml|commander|zod/v4/classic|@aws-sdk/client-(lambda|cloudformation))/',
        reachable: true,
      },
    },
    {
      name: 'back-tests-cannot-write',
      comment: 'policy plan reaches no adapter, no port of a writer and nothing that could make one',
      severity: 'error',
      from: { path: '^lib/cli/policy/plan/' },
      to: {
        path: '^lib/(aws|config|slack|local|sandbox|ports)/|node_modules/(@aws-sdk|@smithy)/',
        reachable: true,
      },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans-in-production',
      severity: 'error',
      from: { orphan: true, path: '^(lib|functions)/', pathNot: '[.]d[.]ts$' },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
    {
      name: 'no-dev-dependencies-in-functions',
      severity: 'error',
      from: {
        path: '^(functions|lib/(app|aws|slack|config|model|ports|events|policy|remediation|quota|render))/',
      },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(test/arch/fixtures|[.]cache)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
