import { goTo } from '../../app/use-route.ts'
import { Select } from '../../components/select.tsx'
import type { ModelSubject } from '../../sections/subject.ts'
import { pairView } from '../pair/pair-settings.ts'

/** Leads to the page of this model and another one. */
export function CompareWith({ subject }: { readonly subject: ModelSubject }) {
  const [model] = subject.models
  const others = subject.library.models.filter(({ id }) => id !== model.id)
  if (others.length === 0) return null
  return (
    <Select
      label="Compare with"
      hideLabel
      placeholder="Compare with…"
      choices={others.map(({ id, name }) => ({ id, name }))}
      value={null}
      onChange={(right) => goTo(pairView, { left: model.id, right })}
    />
  )
}
