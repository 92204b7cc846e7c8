/** How the system knows the app; on Windows its notices and its recent files belong to this name. */
export const appId = 'io.cladescope.Cladescope'
