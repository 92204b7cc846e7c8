import { realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { rootWords } from '../../engine/analyses/comparison-words.ts'
import { treeRequest } from '../../engine/analyses/tree.ts'
import { insideRequest, type TreeInside } from '../../engine/analyses/tree-choices.ts'
import { reportSection, type ReportSection } from '../../engine/api/report-contract.ts'
import { CommandFailure, UsageFailure } from '../failure.ts'
import { replaceFile, requireWritableFile } from '../replace-file.ts'
import { findBrowser } from '../report/find-browser.ts'
import { printPage } from '../report/print-page.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import { readWeights, withReasonsUnread } from '../run-sketching.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import type { Session } from '../session.ts'
import { comparedModels, findScope, measureOption, type ScopeOptions } from './distances.ts'
import { addRuleOptions, genomeOption } from './rule-options.ts'
import { findRoot } from '../find-root.ts'

interface ReportOptions extends ScopeOptions {
  readonly root: string
  readonly inside: TreeInside
  readonly title?: string
  readonly sections?: ReportSection[]
  readonly out: string
  readonly pdf?: string
  readonly force?: boolean
}

export function addReportCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('report')
    .description('one HTML file (and PDF) with tree, matrix, scores, settings, versions and methods')
    .argument('[model...]', 'only these models')
    .addOption(genomeOption())
    .addOption(new Option('--out <file>', 'the HTML file to write').makeOptionMandatory())
    .addOption(
      new Option('--pdf <file>', 'also as PDF, through a Chromium, Chrome or Edge on this machine (or CHROME_PATH)'),
    )
    .addOption(new Option('--force', 'replace files that exist'))
    .addOption(new Option('--title <text>', 'heading of the report (default: what is compared)'))
    .addOption(
      new Option('--sections <list>', `only these, separated by commas: ${reportSection.options.join(', ')}`).argParser(
        sectionList,
      ),
    )
    .addOption(measureOption())
    .addOption(new Option('--root <root>', rootWords.option).default('midpoint'))
  addSettingOptions(command, insideRequest)
  addSettingOptions(command, treeRequest)
  addRuleOptions(command, 'default: as probed').action((models: string[], options: ReportOptions, self: Command) =>
    run(self, (session) => writeReport(session, models, options), existingDatabase),
  )
}

function sectionList(value: string): ReportSection[] {
  return value.split(',').map((name) => {
    const parsed = reportSection.safeParse(name.trim())
    if (!parsed.success)
      throw new InvalidArgumentError(`Expected ${reportSection.options.join(', ')}; found '${name.trim()}'.`)
    return parsed.data
  })
}

async function writeReport(session: Session, modelArguments: readonly string[], options: ReportOptions): Promise<void> {
  for (const name of ['out', 'pdf'] as const)
    if (options[name] === '') throw new UsageFailure(`--${name}: expected the name of a file, found ''`)
  const page = resolve(options.out)
  const pdf = options.pdf === undefined ? undefined : resolve(options.pdf)
  if (pdf === page) throw new CommandFailure(`--out and --pdf name the same file '${page}'`, { code: 'invalid' })
  for (const file of [page, ...(pdf === undefined ? [] : [pdf])]) {
    requireOtherThanDatabase(file, session.databaseFile)
    requireWritableFile(file, options.force === true)
  }

  const scope = await findScope(session, modelArguments, options)
  const root = await findRoot(session, scope, options.root)
  const input = {
    ...scope.request,
    ...chosenSettings(treeRequest, options),
    inside: options.inside,
    root,
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.sections === undefined ? {} : { sections: options.sections }),
  }
  const sketched = options.inside === 'weights' ? await readWeights(session, await comparedModels(session, scope)) : []
  const { html, remarks: inPage } = await runOperation(session, (operation) =>
    session.engine.call('report.html', { ...input, operation }),
  )
  const remarks = withReasonsUnread(inPage, sketched)
  replaceFile(page, html)
  if (pdf !== undefined) await writePdf(session, html, page, pdf)
  session.output.remarks(remarks)
  await session.output.result(
    () => ({ html: page, pdf: pdf ?? null, remarks }),
    () => `${page}\n${pdf === undefined ? '' : `${pdf}\n`}`,
  )
}

/** `--force` replaces a file, but never the one that the report is made from. */
function requireOtherThanDatabase(file: string, database: string): void {
  const real = (path: string): string => {
    try {
      return realpathSync(path)
    } catch {
      return resolve(path)
    }
  }
  const its = ['', '-wal', '-shm', '-journal'].map((suffix) => `${real(database)}${suffix}`)
  if (its.includes(real(file)))
    throw new CommandFailure(`expected a file other than those of the database, found '${file}'`, { code: 'invalid' })
}

async function writePdf({ interruption }: Session, html: string, page: string, pdf: string): Promise<void> {
  const browser = findBrowser({
    platform: process.platform,
    home: homedir(),
    variables: process.env,
    isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  })
  if (browser.path === undefined) {
    throw new CommandFailure(
      `${page} is written, but not the PDF: no Chromium, Chrome or Edge was found (looked in ${browser.tried.join(', ')}); install one, name one with CHROME_PATH, or print the page from any browser`,
    )
  }
  replaceFile(pdf, await printPage({ browser: browser.path, html, signal: interruption.signal }))
}
