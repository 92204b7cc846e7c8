import { resolve } from 'node:path'
import { knownCopiesText } from '../core/format/places-text.ts'
import type { AddReport } from '../engine/api/contract.ts'
import type { Output } from './output.ts'
import { runOperation } from './run-operation.ts'
import type { Session } from './session.ts'

/** Adds files and folders to the library with progress on stderr. A path that cannot be read is among the refused. */
export async function addModels(
  session: Session,
  paths: readonly string[],
  { embeddings = false }: { readonly embeddings?: boolean } = {},
): Promise<AddReport> {
  const { engine, output } = session
  const refused: AddReport['refused'] = []
  const placeIds: string[] = []
  for (const path of paths) {
    try {
      placeIds.push(engine.grantPlace(resolve(path)).id)
    } catch (error) {
      refused.push({ path, kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) })
    }
  }
  if (placeIds.length === 0) return { added: [], known: [], renamed: [], copies: [], moved: [], refused }
  const report = await runOperation(session, (operation) =>
    engine.call('models.add', { placeIds, operation, embeddings }),
  )
  noteNames(output, report)
  return { ...report, refused: [...refused, ...report.refused] }
}

/** Says what became of names, and which files are copies, on stderr. */
export function noteNames(output: Output, report: Pick<AddReport, 'renamed' | 'copies' | 'moved'>): void {
  for (const { from, to } of report.renamed)
    output.note(`note: ${from} is now named ${to}, as another model of that name was added`)
  for (const { path, name, sameAs } of report.copies.filter(({ isNew }) => isNew))
    output.note(`note: ${path} has the same content as ${name} (${sameAs}): kept as another place`)
  for (const { path, name, from } of report.moved)
    output.note(`note: ${path} has the content of ${name}, which is no longer at ${from}: kept as its place`)
  const knownCopies = knownCopiesText(report.copies)
  if (knownCopies !== '') output.note(`note: ${knownCopies}`)
}
