/** How electron-builder makes the packages. docs/packages.md says what a user is told of each. */
import type { Configuration, FileAssociation } from 'electron-builder'
import { type OpenableKind, openableKinds } from '../../engine/api/openable-files.ts'
import { appId } from '../app-id.ts'
import { fuses } from './fuses.ts'
import { packedFiles, unpackedFiles } from './packed-files.ts'

const resources = 'electron/package/resources'

/** Types that Linux systems have names and icons for, which a package would replace by its own. */
const systemTypes: ReadonlySet<string> = new Set(['text/csv'])

function associationOf({ endings, name, mediaType, isOwn }: OpenableKind): FileAssociation {
  return {
    ext: [...endings],
    name,
    description: name,
    mimeType: mediaType,
    role: isOwn ? 'Editor' : 'Viewer',
    rank: isOwn ? 'Owner' : 'Alternate',
  }
}

const builderConfig: Configuration = {
  appId,
  productName: 'Cladescope',
  copyright: 'Copyright the Cladescope authors, Apache-2.0',
  directories: { output: 'release', buildResources: resources },
  extraMetadata: {
    main: 'dist/electron/main.js',
    // Of menus, of the folder of its settings and of its windows, by which Linux desktops find the icon.
    productName: 'Cladescope',
    desktopName: 'cladescope.desktop',
    // Windows shows it as the publisher.
    author: 'The Cladescope authors',
    // A .deb names a page, and the project has none.
    homepage: 'https://cladescope.invalid/',
  },
  files: [...packedFiles],
  asar: true,
  asarUnpack: [...unpackedFiles],
  electronFuses: fuses,
  electronLanguages: ['en-GB', 'en-US'],
  // Native modules are taken as their packages bring them: nothing is compiled.
  npmRebuild: false,
  nodeGypRebuild: false,
  // There is no server of updates, and the app makes no requests.
  publish: null,
  fileAssociations: openableKinds.filter(({ isOwn }) => isOwn).map(associationOf),
  linux: {
    target: ['deb', 'AppImage'],
    category: 'Science',
    executableName: 'cladescope',
    maintainer: 'The Cladescope authors <cladescope@localhost.invalid>',
    vendor: 'Cladescope',
    synopsis: 'Shows how language models descend from one another',
    // One of each size: desktops look for no picture of 1024 pixels.
    icon: `${resources}/icons`,
    fileAssociations: openableKinds
      .filter(({ isOwn, mediaType }) => !isOwn && !systemTypes.has(mediaType))
      .map(associationOf),
    mimeTypes: [...systemTypes],
    syncDesktopName: true,
    artifactName: '${name}-${version}-linux-${arch}.${ext}',
  },
  // Ubuntu 24.04 lets a program use user namespaces, and with them its sandbox, only where a profile allows it.
  deb: {
    appArmorProfile: `${resources}/apparmor-profile`,
    packageCategory: 'science',
    priority: 'optional',
    // The app has no icon in the tray.
    recommends: [],
  },
  // No argument that would turn the sandbox off, which electron-builder's usual ones do.
  appImage: { executableArgs: [] },
  mac: {
    target: ['dmg', 'zip'],
    category: 'public.app-category.education',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: `${resources}/entitlements.mac.plist`,
    entitlementsInherit: `${resources}/entitlements.mac.plist`,
    icon: `${resources}/icon.png`,
    darkModeSupport: true,
    fileAssociations: openableKinds.filter(({ isOwn }) => !isOwn).map(associationOf),
    artifactName: '${name}-${version}-mac-${arch}.${ext}',
  },
  win: {
    target: ['nsis'],
    icon: `${resources}/icon.png`,
    requestedExecutionLevel: 'asInvoker',
    artifactName: '${name}-${version}-windows-${arch}.${ext}',
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowElevation: false,
    deleteAppDataOnUninstall: false,
    // An association of the installer takes the place of the program that opened such files before.
    include: `${resources}/installer.nsh`,
  },
}

/** A configuration of its own for each build: electron-builder changes the one that it is given. */
export function builderConfiguration(): Configuration {
  return structuredClone(builderConfig)
}
