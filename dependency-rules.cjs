/**
 * The import rules of docs/architecture.md. Imports run one way: core <- native <- engine <- {electron, cli}; renderer
 * -> core and the Api contract.
 */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed, path: '^(core|native|engine|electron|cli|renderer|models|bench|test)/' },
})

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle hides which file depends on which.',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    only('core-imports-core', '^core/', '^core/', 'core is pure science.'),
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core has no I/O, no clock, no Node API and no package.',
      from: { path: '^core/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'] },
    },
    only('native-imports-core', '^native/', '^(core|native)/', 'native knows llama.cpp, not the engine.'),
    only(
      'schemas-stand-alone',
      '^native/schemas/',
      '^(core|native/schemas)/',
      'The contract shares them with the renderer.',
    ),
    only('engine-imports-native-and-core', '^engine/', '^(core|native|engine|models)/', 'engine knows no shell.'),
    only(
      'contract-stands-alone',
      '^engine/api/(api-error|call|contract|[a-z]+-contract)\\.ts$',
      '^(core/|native/schemas/|engine/analyses/|engine/api/(api-error|call|[a-z]+-contract)\\.ts$)',
      'The contract is shared with the renderer.',
    ),
    only(
      'analyses-stand-alone',
      '^engine/analyses/',
      '^(core/|engine/analyses/|engine/api/(api-error|call|[a-z]+-contract)\\.ts$)',
      'Definitions of analyses are shared with the renderer.',
    ),
    only('cli-imports-engine', '^cli/', '^(cli|engine|core|native)/', 'cli drives the engine.'),
    only('electron-imports-engine', '^electron/', '^(electron|engine|core|native)/', 'electron drives the engine.'),
    only(
      'renderer-imports-core-and-contract',
      '^renderer/',
      '^(renderer|core|engine/api|engine/analyses)/',
      'The renderer sees core, the Api contract and the definitions of analyses only.',
    ),
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      comment: 'The renderer runs sandboxed.',
      from: { path: '^renderer/', pathNot: '^renderer/vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'llama-only-in-native',
      severity: 'error',
      comment: 'Only native touches llama.cpp.',
      from: { pathNot: '^native/' },
      to: { path: 'node_modules/node-llama-cpp' },
    },
    {
      name: 'sqlite-only-in-engine',
      severity: 'error',
      comment: 'Only engine/store touches SQLite.',
      from: { pathNot: '^engine/' },
      to: { path: 'node_modules/better-sqlite3' },
    },
    {
      name: 'electron-only-in-electron',
      severity: 'error',
      comment: 'Only electron/ touches Electron.',
      from: { pathNot: '^electron/' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'no-network',
      severity: 'error',
      comment: 'Nothing opens a connection; only the web shell listens, on loopback addresses.',
      from: { path: '^(core|native|engine|electron|cli|renderer)/', pathNot: '^cli/serve/' },
      to: { path: '^(node:)?(net|http|https|http2|dns|dns/promises|dgram|tls|inspector)$|node_modules/(ws|undici)/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'Every import must resolve.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
