import type { CommandLine } from 'electron'

/** What a start without the sandbox says instead of opening a window. */
export const withoutSandboxText = [
  'Cladescope reads files of strangers and does not run without the sandbox of its window, which this start has turned off.',
  '',
  'On Ubuntu 24.04 and newer, programs may use a sandbox only where a profile of AppArmor allows it. Install the .deb ' +
    'package, which brings that profile. For the AppImage, write a profile with userns for its path into /etc/apparmor.d ' +
    'and load it with apparmor_parser -r: see docs/packages.md.',
].join('\n')

/** Whether this start is without Chromium's sandbox: by a switch, as an AppImage adds it, or by a variable. */
export function isWithoutSandbox(
  commandLine: Pick<CommandLine, 'hasSwitch'>,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return commandLine.hasSwitch('no-sandbox') || environment['ELECTRON_DISABLE_SANDBOX'] !== undefined
}
