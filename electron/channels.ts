/** Names of the messages between preload and main. */
export const channels = {
  call: 'cladescope:call',
  event: 'cladescope:event',
  state: 'cladescope:state',
  stateChanged: 'cladescope:state-changed',
  retryNow: 'cladescope:retry-now',
  chooseFiles: 'cladescope:choose-files',
  chooseFolder: 'cladescope:choose-folder',
} as const
