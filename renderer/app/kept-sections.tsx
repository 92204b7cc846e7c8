import { Disclosure, type DisclosureProps } from '../components/disclosure.tsx'
import { Tabs, type TabContent } from '../components/tabs.tsx'
import type { EveryView } from '../settings/view-settings.ts'
import { useRouterState, useViewSettings } from './use-route.ts'

/** A section that is still open when the view is come back to. The id is its own within the view. */
export function KeptDisclosure({
  id,
  ...props
}: Omit<DisclosureProps, 'isOpen' | 'onToggle'> & { readonly id: string }) {
  const [{ open }, change] = useViewSettings(useRouterState().view as EveryView)
  return (
    <Disclosure
      {...props}
      isOpen={open.includes(id)}
      onToggle={(isOpen) => change({ open: [...open.filter((openId) => openId !== id), ...(isOpen ? [id] : [])] })}
    />
  )
}

/** Tabs of which the same one is shown when the view is come back to. */
export function KeptTabs({ label, tabs }: { readonly label: string; readonly tabs: readonly TabContent[] }) {
  const [{ part }, change] = useViewSettings(useRouterState().view as EveryView)
  const shown = tabs.find(({ id }) => id === part) ?? tabs[0]
  return (
    <Tabs
      label={label}
      tabs={tabs}
      shown={shown?.id ?? ''}
      onShow={(id) => change({ part: id === tabs[0]?.id ? undefined : id })}
    />
  )
}
