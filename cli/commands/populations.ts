import type { Command } from 'commander'
import type { Population } from '../../engine/api/contract.ts'
import { findGenome, findRuleOfModel, type RuleOptions } from '../find-genome.ts'
import { findModel } from '../find-model.ts'
import { significant } from '../../core/format/quantity.ts'
import { formatTable } from '../format/table.ts'
import type { RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'
import { addRuleOptions, genomeOption } from './rule-options.ts'

export function addPopulationsCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('populations')
    .description("a model's stored populations: per gene its alleles, residue, bound and log-likelihood")
    .argument('<model>', 'id, name or file of a model')
    .addOption(genomeOption())
  addRuleOptions(command, 'default: as probed').action((model: string, options: RuleOptions & { genome: string }, self: Command) =>
    run(self, (session) => populations(session, model, options)),
  )
}

async function populations(session: Session, argument: string, { genome: genomeName, ...options }: RuleOptions & { genome: string }): Promise<void> {
  const genome = await findGenome(session, genomeName)
  const model = await findModel(session, argument)
  const rule = await findRuleOfModel(session, genome, model, options)
  const population = await session.engine.call('populations.get', { modelId: model.id, genomeId: genome.id, rule })
  const { complete, done, genes } = population.probe
  if (!complete) session.output.note(`note: incomplete, ${done} of ${genes} genes are done`)
  await session.output.result(
    () => populationDocument(population),
    () => populationTable(population),
  )
}

/** The document of `populations --json`; `end` appears only where it is true. */
export function populationDocument({ probe, genes }: Population): object {
  return {
    model: probe.modelName,
    modelId: probe.modelId,
    genome: probe.genomeName,
    settings: probe.settings,
    complete: probe.complete,
    precision: probe.precision,
    noise: probe.noise,
    environments: probe.environments,
    genes: genes.map((gene) => ({
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
    })),
  }
}

const shownAlleles = 5
const shownGene = 40

function populationTable({ genes }: Population): string {
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
    genes.map((gene) => [
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
    ]),
  )
}
