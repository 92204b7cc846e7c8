import { oneOf, whole } from '../../app/setting-values.ts'

export type TreeLayoutChoice = 'unrooted' | 'phylogram' | 'cladogram' | 'circular' | 'circular-cladogram'
export type TreeColoring = 'family' | 'architecture' | 'quantization' | 'none'

export interface TreeSettings {
  readonly layout: TreeLayoutChoice
  readonly method: 'nj' | 'upgma'
  /** `none`, `midpoint` or the id of a model. */
  readonly root: string
  readonly replicates: number
  readonly seed: number
  readonly coloring: TreeColoring
  /** Support below this percentage is not written. */
  readonly threshold: number
}

/** The tree's settings as the address holds them; what is absent or makes no sense becomes the default. */
export function treeSettings(settings: Readonly<Record<string, string>>): TreeSettings {
  return {
    layout: oneOf(settings['layout'], ['unrooted', 'phylogram', 'cladogram', 'circular', 'circular-cladogram']),
    method: oneOf(settings['method'], ['nj', 'upgma']),
    root: settings['root'] ?? 'none',
    replicates: whole(settings['replicates'], 100, 0, 10_000),
    seed: whole(settings['seed'], 1, 0, 0xffffffff),
    coloring: oneOf(settings['color'], ['family', 'architecture', 'quantization', 'none']),
    threshold: whole(settings['support'], 0, 0, 100),
  }
}
