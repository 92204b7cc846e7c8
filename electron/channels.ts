/** Names of the messages between preload and main. */
export const channels = {
  connect: 'cladescope:connect',
  port: 'cladescope:port',
  state: 'cladescope:state',
  stateChanged: 'cladescope:state-changed',
  retryNow: 'cladescope:retry-now',
  chooseFiles: 'cladescope:choose-files',
  chooseFolder: 'cladescope:choose-folder',
} as const
