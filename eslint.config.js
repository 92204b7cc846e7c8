import js from '@eslint/js'
import stylistic from '@stylistic/eslint-plugin'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** What is counted here, behind a count. */
const countedNoun =
  '/^ (models|genes|items|files|rows|columns|cells|probes|groups|replicates|runs|benchmarks|families|questions|shots|' +
  'characters|checkpoints|tokens|draws|folders|examples|records|copies|clades|components|remarks|tables|pairs|parts)\\b/'

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  // The formatter breaks code at 120 columns, but leaves comments as they are.
  {
    plugins: { '@stylistic': stylistic },
    rules: {
      '@stylistic/max-len': [
        'error',
        { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
      ],
    },
  },
  // "1 models" is no English: a count with its noun is written by `plural`.
  {
    files: ['core/**', 'native/**', 'engine/**', 'electron/**', 'cli/**', 'renderer/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[`TemplateElement[value.raw=${countedNoun}]`, `JSXExpressionContainer + JSXText[value=${countedNoun}]`].map(
          (selector) => ({ selector, message: 'Write a count with its noun by `plural` of core/format/quantity.ts.' }),
        ),
      ],
    },
  },
  // A promise without a catch ends the engine's process. Needs types, so only where a process can end of it.
  {
    files: ['native/**/*.ts', 'engine/**/*.ts', 'electron/**/*.ts', 'cli/**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.node.json', './electron/package/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-misused-promises': 'error' },
  },
  { files: ['cli/**', 'bench/**', 'test/**'], rules: { 'no-console': 'off' } },
  // Nothing leaves the machine. Modules that open connections are refused in dependency-rules.cjs.
  {
    files: ['core/**', 'native/**', 'engine/**', 'electron/**', 'cli/**', 'renderer/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'XMLHttpRequest', 'EventSource', 'WebSocket', 'WebTransport', 'RTCPeerConnection'].map((name) => ({
          name,
          message: 'Cladescope makes no requests; pages reach their engine over renderer/api only.',
        })),
      ],
    },
  },
  { files: ['renderer/api/*-socket*.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['**/*.cjs', '**/*.mjs', '**/*.js'],
    languageOptions: { globals: { module: 'writable', process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['renderer/**/*.tsx', 'renderer/**/*.ts'],
    plugins: { 'react-hooks': hooks },
    rules: hooks.configs.recommended.rules,
  },
)
