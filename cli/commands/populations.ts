import type { Command } from 'commander'
import type { CallInput, Population } from '../../engine/api/contract.ts'
import { foldedRemarks } from '../../engine/remarks/folded-remarks.ts'
import { findProbedGenome, findRuleOfModel, type RuleOptions } from '../find-genome.ts'
import { findKnownModel } from '../find-model.ts'
import { plural, significant } from '../../core/format/quantity.ts'
import { formatTable } from '../format/table.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'
import { addRuleOptions, genomeOption } from './rule-options.ts'

type PopulationGene = Population['genes'][number]

export function addPopulationsCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('populations')
    .description("a model's stored populations: per gene its alleles, residue, bound and log-likelihood")
    .argument('<model>', 'id, name or file of a model')
    .addOption(genomeOption('the only one with results of the model'))
  addRuleOptions(command, 'default: as probed').action(
    (model: string, options: RuleOptions & { genome?: string }, self: Command) =>
      run(self, (session) => populations(session, model, options), existingDatabase),
  )
}

async function populations(
  session: Session,
  argument: string,
  { genome: genomeName, ...options }: RuleOptions & { genome?: string },
): Promise<void> {
  const model = await findKnownModel(session, argument)
  const genome = await findProbedGenome(session, genomeName, model)
  const rule = await findRuleOfModel(session, genome, model, options)
  const first = await readPage(session, { modelId: model.id, genomeId: genome.id, rule, from: 0 })
  const { probe } = first
  if (!probe.complete) session.output.note(`note: incomplete, ${probe.done} of ${plural(probe.genes, 'gene')} are done`)
  const remarks = foldedRemarks([probe])
  session.output.remarks(remarks)
  const genes = genesFrom(session, first)
  if (session.output.json)
    return session.output.listDocument({ ...documentHead(probe), remarks }, 'genes', documentGenes(genes))
  const rows: string[][] = []
  for await (const gene of genes) rows.push(tableRow(gene))
  session.output.progress.end()
  await session.output.result(
    () => undefined,
    () => populationTable(rows),
  )
}

type PageRequest = CallInput<'populations.get'>

function readPage({ engine, interruption }: Session, request: PageRequest): Promise<Population> {
  return interruption.guard(engine.call('populations.get', request))
}

/** The genes of a page and of all that follow it, of the same probe; one page is in memory at a time. */
async function* genesFrom(session: Session, first: Population): AsyncGenerator<PopulationGene> {
  const { id: probeId, modelId, genomeId, done: total } = first.probe
  const started = performance.now()
  let done = 0
  let page = first
  for (;;) {
    yield* page.genes
    done += page.genes.length
    if (page.next === null) return
    const remaining = ((performance.now() - started) / done) * (total - done)
    session.output.progress.update({ label: 'reading', done, total, unit: 'genes', remaining })
    page = await readPage(session, { modelId, genomeId, probeId, from: page.next })
  }
}

/** The document of `populations --json` before its genes. */
function documentHead(probe: Population['probe']): object {
  return {
    model: probe.modelName,
    modelId: probe.modelId,
    genome: probe.genomeName,
    settings: probe.settings,
    complete: probe.complete,
    precision: probe.precision,
    noise: probe.noise,
    unmeasured: probe.unmeasured,
    environments: probe.environments,
  }
}

/** Its genes; `end` appears only where it is true. */
async function* documentGenes(genes: AsyncIterable<PopulationGene>): AsyncGenerator<object> {
  for await (const gene of genes) {
    yield {
      index: gene.index,
      text: gene.text,
      alleles: gene.alleles.map(({ text, end, p }) => (end ? { allele: text, end, p } : { allele: text, p })),
      residue: gene.residue,
      unresolved: gene.unresolved,
      bound: gene.bound,
      logLikelihood: gene.logLikelihood,
      tokens: gene.tokens,
      bytes: gene.bytes,
      nodes: gene.nodes,
      evaluatedTokens: gene.evaluatedTokens,
      cap: gene.cap,
      nextTokens: gene.nextTokens,
    }
  }
}

const shownAlleles = 5
const shownGene = 40

function populationTable(rows: readonly (readonly string[])[]): string {
  const right = 'right' as const
  return formatTable(
    [
      { title: 'gene', align: right },
      { title: 'text ends with' },
      { title: 'unresolved', align: right },
      { title: 'bound', align: right },
      { title: 'nats', align: right },
      { title: 'most probable alleles' },
    ],
    rows,
  )
}

function tableRow(gene: PopulationGene): string[] {
  return [
    String(gene.index + 1),
    [...gene.text].slice(-shownGene).join(''),
    significant(gene.unresolved),
    significant(gene.bound),
    gene.logLikelihood.toFixed(1),
    [...gene.alleles]
      .sort((x, y) => y.p - x.p)
      .slice(0, shownAlleles)
      .map(({ text, end, p }) => `'${text}'${end ? '■' : ''} ${p.toFixed(3)}`)
      .join('  '),
  ]
}
