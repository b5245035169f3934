const everywhere = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'TMPDIR', 'TMP', 'TEMP', 'SHELL']
const onWindows = ['SystemRoot', 'ComSpec', 'PATHEXT', 'WINDIR', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA']
const passed = [...everywhere, ...onWindows]

/** Windows does not tell `Path` from `PATH`. */
const spelled = (name: string): string =>
  process.platform === 'win32' ? (passed.find((one) => one.toUpperCase() === name.toUpperCase()) ?? name) : name

/**
 * The few variables of the server that a check is given: where programs and the person's directories are, and the
 * language. Tokens, keys and the settings of HydraFlow stay behind.
 */
export function checkEnvironment(ambient: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const environment: Record<string, string> = { PATH: '/usr/local/bin:/usr/bin:/bin' }
  for (const [name, value] of Object.entries(ambient)) {
    const spelling = spelled(name)
    if (value !== undefined && (passed.includes(spelling) || /^LC_\w+$/.test(name))) environment[spelling] = value
  }
  return { ...environment, CI: 'true', NO_COLOR: '1', TERM: 'dumb' }
}
