import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, TabPanels, Tabs as AriaTabs } from 'react-aria-components'
import styles from './tabs.module.css'

export interface TabContent {
  readonly id: string
  readonly name: ReactNode
  readonly content: ReactNode
}

interface TabsProps {
  readonly label: string
  readonly tabs: readonly TabContent[]
  /** Id of the tab that is shown. */
  readonly shown: string
  readonly onShow: (id: string) => void
}

export function Tabs({ label, tabs, shown, onShow }: TabsProps) {
  return (
    <AriaTabs className={styles['tabs'] ?? ''} selectedKey={shown} onSelectionChange={(key) => onShow(String(key))}>
      <TabList aria-label={label} className={styles['list'] ?? ''}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className={styles['tab'] ?? ''}>
            {tab.name}
          </Tab>
        ))}
      </TabList>
      <TabPanels className={styles['panels'] ?? ''}>
        {tabs.map((tab) => (
          <TabPanel key={tab.id} id={tab.id} className={styles['panel'] ?? ''}>
            {tab.content}
          </TabPanel>
        ))}
      </TabPanels>
    </AriaTabs>
  )
}
