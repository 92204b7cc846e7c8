import type { Argument, Option } from 'commander'
import { tolerancePresets } from '../../core/population/probe-settings.ts'
import type { NamedKind as NamedInDatabase } from '../../engine/store/stored-names.ts'

/** What has names: what a database holds, and projects. */
export type NamedKind = NamedInDatabase | 'projects'

/** What a value on the command line may be, beside what the reader types freely. */
export interface ValueKind {
  /** Words that it may be, whatever the library holds. */
  readonly words?: readonly string[]
  /** Names of the library that it may be. */
  readonly names?: NamedKind
  /** Whether it may be a file or folder; with an ending, such files and folders only. */
  readonly files?: true | `.${string}`
}

const model: ValueKind = { names: 'models', files: '.gguf' }

/** By what stands between the brackets of an option or argument, in its help: `--genome <genome>`. */
const kinds: Readonly<Record<string, ValueKind>> = {
  model,
  other: model,
  genome: { names: 'genomes' },
  benchmark: { names: 'benchmarks' },
  'benchmark|file': { names: 'benchmarks', files: '.jsonl' },
  'scored-model': { names: 'scored models' },
  family: { names: 'families' },
  'family|model': model,
  type: { names: 'quantizations' },
  tag: { names: 'tags' },
  removal: { names: 'removals' },
  run: { names: 'runs' },
  root: { words: ['none', 'midpoint'], names: 'models' },
  bound: { words: Object.keys(tolerancePresets) },
  source: { words: ['ollama', 'lm-studio', 'hugging-face', 'llama.cpp', 'jan', 'gpt4all'], files: true },
  project: { names: 'projects', files: true },
  folder: { files: true },
  file: { files: true },
  path: { files: true },
  address: { words: ['127.0.0.1', 'localhost', '::1'] },
}

/** What a value is; undefined where nothing is known that it may be. */
export function valueKind(target: Option | Argument): ValueKind | undefined {
  if (target.argChoices !== undefined) return { words: target.argChoices }
  return kinds[placeholder(target)]
}

/** What stands between the brackets of an option or argument; empty for an option without a value. */
export function placeholder(target: Option | Argument): string {
  const name = 'flags' in target ? (/[<[]([^>\]]*)[>\]]/.exec(target.flags)?.[1] ?? '') : target.name()
  return name.replace(/\.\.\.$/, '')
}

/** Every placeholder that is completed. */
export const completedPlaceholders: readonly string[] = Object.keys(kinds)
