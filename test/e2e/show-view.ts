import type { Page } from 'playwright-core'
import { barEntries } from '../../renderer/app/navigation.ts'

/** Goes to a view by its entry in the navigation, and by its tab where it shares the entry with others. */
export async function showView(page: Page, name: string): Promise<void> {
  const entry = barEntries.find(({ views }) => views.some((view) => view.name === name))
  if (entry === undefined) throw new Error(`Expected the name of a view, found ${name}.`)
  const link = (navigation: string, text: string) =>
    page.getByRole('navigation', { name: navigation, exact: true }).getByRole('link', { name: text, exact: true })
  await link('Views', entry.name).click()
  if (entry.views.length > 1) await link(`Views of ${entry.name}`, name).click()
}
