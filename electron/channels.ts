/** Names of the messages between preload and main. */
export const channels = {
  call: 'cladescope:call',
  event: 'cladescope:event',
  chooseFiles: 'cladescope:choose-files',
  chooseFolder: 'cladescope:choose-folder',
} as const
