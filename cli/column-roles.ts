import { firstNames } from '../core/format/first-names.ts'
import { countUnits, isCountedRole, isDetailRole, withRole } from '../engine/api/column-roles.ts'
import { type ColumnRole, columnRoleWords, type ImportColumn } from '../engine/api/scores-contract.ts'
import { suggest } from './close-matches.ts'
import { CommandFailure } from './failure.ts'

/** What can stand behind the title of a column in `--column TITLE=ROLE`, in the words of the page. */
export const roleForms = (Object.keys(columnRoleWords) as ColumnRole[]).map((role) => {
  if (isCountedRole(role)) return `${columnRoleWords[role]} in ${countUnits[role].map(([, name]) => name).join('|')}`
  return isDetailRole(role) ? `${columnRoleWords[role]} of COLUMN` : columnRoleWords[role]
})

/**
 * The columns of a table with the roles that a reader gives some of them, as `TITLE=ROLE`. Where a column is said to
 * name the models, none else does.
 *
 * @throws CommandFailure where a title or a role is not known
 */
export function withStatedRoles(columns: readonly ImportColumn[], stated: readonly string[]): ImportColumn[] {
  const titles = columns.map(({ title }) => title)
  const asked = stated.map((argument) => {
    // A title may hold an equals sign itself.
    const fitting = titles.filter((title) => argument.startsWith(`${title}=`))
    const title = fitting.sort((left, right) => right.length - left.length)[0]
    if (title === undefined) {
      const given = argument.slice(0, Math.max(0, argument.lastIndexOf('=')))
      throw new CommandFailure(`--column: no column '${given}'${suggest(given, titles)}`, { code: 'not-found' })
    }
    return { index: titles.indexOf(title), ...statedRole(argument.slice(title.length + 1), argument) }
  })
  let result = [...columns]
  // Scores first, so that those which details tell of are known.
  const isDetail = ({ role }: (typeof asked)[number]): boolean => isDetailRole(role)
  for (const { index, role, of, unit } of [...asked.filter((one) => !isDetail(one)), ...asked.filter(isDetail)]) {
    if (role === 'model')
      result = result.map((column) => (column.role === 'model' ? { ...column, role: 'ignored' } : column))
    const changed = withRole(result, index, role)
    if (of !== undefined && !result.some((column) => column.role === 'score' && column.title === of)) {
      const scores = result.filter((column) => column.role === 'score').map((column) => column.title)
      throw new CommandFailure(
        `--column: expected a column of scores behind 'of', found '${of}'${suggest(of, scores)}`,
        {
          code: 'not-found',
        },
      )
    }
    result[index] = { ...changed, of: of ?? changed.of, unit: unit ?? changed.unit }
  }
  return result
}

function statedRole(
  text: string,
  argument: string,
): { readonly role: ColumnRole; readonly of?: string; readonly unit?: number } {
  const words = text.trim()
  for (const role of Object.keys(columnRoleWords) as ColumnRole[]) {
    const named = columnRoleWords[role]
    if (words.slice(0, named.length).toLowerCase() !== named.toLowerCase()) continue
    const rest = words.slice(named.length)
    if (rest === '') return { role }
    if (isDetailRole(role) && rest.startsWith(' of ')) return { role, of: rest.slice(4).trim() }
    const unit = isCountedRole(role) ? countUnits[role].find(([, name]) => rest === ` in ${name}`)?.[0] : undefined
    if (unit !== undefined) return { role, unit }
  }
  throw new CommandFailure(
    `--column: expected one of ${firstNames(roleForms, { most: roleForms.length })} in '${argument}', found '${words}'`,
    {
      code: 'invalid',
    },
  )
}
