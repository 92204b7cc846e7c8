/** Names of the messages between preload and main. */
export const channels = {
  connect: 'cladescope:connect',
  port: 'cladescope:port',
  state: 'cladescope:state',
  stateChanged: 'cladescope:state-changed',
  retryNow: 'cladescope:retry-now',
  chooseFiles: 'cladescope:choose-files',
  chooseFolder: 'cladescope:choose-folder',
  takeOpened: 'cladescope:take-opened',
  opened: 'cladescope:opened',
  openDropped: 'cladescope:open-dropped',
  tellAppearance: 'cladescope:tell-appearance',
  appearancePicked: 'cladescope:appearance-picked',
  stopReport: 'cladescope:stop-report',
  reload: 'cladescope:reload',
  openLogs: 'cladescope:open-logs',
  copyReport: 'cladescope:copy-report',
} as const
