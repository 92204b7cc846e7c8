import type { ShownAnswer } from '../../../engine/analyses/all.ts'
import { distanceFromSimilarity } from '../../../core/similarity/distance-from-similarity.ts'
import { neighbourTree } from '../../../core/tree/neighbour-tree.ts'
import { midpointRoot } from '../../../core/tree/midpoint-root.ts'
import { rowsOfTree } from '../../../core/tree/node-rows.ts'
import { flatDistances } from '../../core/tree/flat-distances.ts'
import { reportSection } from '../../../engine/api/report-contract.ts'
import type { ReportContent } from '../../../engine/report/report-content.ts'
import { sampleEnvironment, sampleModel, sampleSettings } from '../fixtures/samples.ts'

/** A report's content on models of these names, with similarities that fall with the distance of their places. */
export function sampleContent(names: readonly string[], changes: Partial<ReportContent> = {}): ReportContent {
  const ids = names.map((_, index) => `m${String(index)}`)
  const of = (value: (i: number, j: number) => number) =>
    names.map((_, i) => names.map((__, j) => (i === j ? 1 : value(i, j))))
  const s = (i: number, j: number): number => 0.9 / (1 + Math.abs(i - j)) + 0.01 * ((i * j) % 3)
  const similarity = of(s)
  const distance = similarity.map((row) => row.map((value) => distanceFromSimilarity('nei', value)))
  const tree = midpointRoot(neighbourTree(flatDistances(distance), ids))
  const nameOf = new Map(ids.map((id, index) => [id, names[index]!]))
  return {
    title: 'A report',
    sections: reportSection.options,
    madeAt: '2026-03-09T14:05:00.000Z',
    program: { version: '1.2.3', runtime: 'Node 24', platform: 'linux x64' },
    database: 'test.sqlite',
    genome: { id: 'g1', name: 'numbers', digest: 'd'.repeat(64), genes: 12, builtIn: false, description: '' },
    models: names.map((name, index) => ({
      family: { name, source: 'name' },
      model: { ...sampleModel(ids[index]!), name },
      probe: {
        id: index,
        modelId: ids[index]!,
        modelName: name,
        genomeId: 'g1',
        genomeName: 'numbers',
        settings: sampleSettings,
        precision: 'file',
        genes: 12,
        done: 12,
        setAside: [],
        asideReasons: [],
        capped: 0,
        nodes: 100,
        evaluatedTokens: 200,
        meanUnresolved: 0.01,
        meanBound: 0.00051,
        logLikelihood: -100,
        tokens: 50,
        bytes: 200,
        elapsed: 1000,
        noise: { genes: 4, mean: 0.0006, max: 0.0011 },
        unmeasured: [],
        environments: [sampleEnvironment],
        updatedAt: '2026-03-09T14:00:00.000Z',
      },
    })),
    distances: {
      modelIds: ids,
      models: [...names],
      genes: 12,
      measure: 'nei',
      rule: { chars: 4, strip: 'none', temperature: 1 },
      similarity,
      distance,
      lower: of((i, j) => s(i, j) - 0.0011),
      upper: of((i, j) => s(i, j) + 0.0008),
      same: [],
      remarks: [{ kind: 'conditions', text: 'One thing to know.', modelIds: [] }],
    },
    combined: null,
    lineage: null,
    familyColours: new Map(ids.map((id, index) => [id, names[index]!])),
    tree: {
      nodes: rowsOfTree(tree).map((row) => ({
        ...row,
        modelId: row.name,
        name: row.name === null ? null : nameOf.get(row.name)!,
      })),
      rooted: true,
      root: 'midpoint',
      method: 'nj',
      measure: 'nei',
      genes: 12,
      replicates: 100,
      seed: 1,
      negativeBranches: 0,
      same: [],
      remarks: [],
    },
    analyses: new Map([
      [
        'map',
        {
          modelIds: ids,
          models: [...names],
          points: ids.map((_, index) => ({
            x: index / 10,
            y: (index % 3) / 10,
            spread: { xx: 1e-4, xy: 0, yy: 4e-4 },
          })),
          stress: { value: 0.1, lower: 0.09, upper: 0.12 },
          explained: { value: 0.8, lower: 0.75, upper: 0.82 },
          eigenvalues: [0.3, 0.1],
          measure: 'nei',
          rule: { chars: 4, strip: 'none', temperature: 1 },
          genes: 12,
          replicates: 100,
          seed: 1,
          same: [],
          remarks: [],
        } as ShownAnswer,
      ],
    ]),
    scores: { models: [], scores: [] },
    forecasts: [],
    forecastNotes: [],
    ...changes,
  }
}
