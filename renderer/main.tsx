import './api/schema-mode.ts'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import { connectBridge } from './api/bridge-connection.ts'
import { latestRemoval, notingRemovals } from './api/noted-removals.ts'
import { ConnectionProvider, createQueryClient } from './api/queries.tsx'
import { connectWebSocket, takeToken, webSocketAddress } from './api/web-socket-connection.ts'
import { App } from './app/app.tsx'
import { allViewSettings } from './app/navigation.ts'
import { startRouting } from './app/use-route.ts'
import './design/base.css'
import { libraryView } from './views/library/library-settings.ts'

startRouting(allViewSettings, libraryView)

const bridge = window.cladescope
const connection =
  bridge === undefined ? connectWebSocket(webSocketAddress(window.location), takeToken()) : connectBridge(bridge)

const holder = document.getElementById('root')
if (holder === null) throw new Error('The page has no element with the id root.')
createRoot(holder).render(
  <StrictMode>
    <I18nProvider locale="en-GB">
      <QueryClientProvider client={createQueryClient()}>
        <ConnectionProvider value={notingRemovals(connection, latestRemoval)}>
          <App />
        </ConnectionProvider>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)
