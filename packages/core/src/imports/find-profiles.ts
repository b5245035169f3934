import { hash } from 'node:crypto'
import { open, readFile, readdir, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, sep } from 'node:path'
import type { BrowserProfile } from '../contract/index.ts'
import { isoFromMicros } from '../kernel/time.ts'
import { type BrowserPlace, browserPlaces } from './browsers.ts'

/** Where this machine keeps what belongs to its user. */
export interface Machine {
  readonly home: string
  readonly platform: NodeJS.Platform
}

/** The history databases of the browsers on this machine, the one used last first. */
export async function findProfiles({ home, platform }: Machine): Promise<BrowserProfile[]> {
  const found = await Promise.all(browserPlaces(platform).map((place) => profilesIn(place, home)))
  const profiles = new Map(found.flat().map((profile) => [profile.path, profile]))
  return [...profiles.values()].toSorted((a, b) => (a.modifiedAt < b.modifiedAt ? 1 : -1))
}

async function profilesIn(place: BrowserPlace, home: string): Promise<BrowserProfile[]> {
  const root = join(home, ...place.directory.split('/'))
  const names = await (place.format === 'chromium' ? chromiumNames(root) : firefoxNames(root))
  const fileName = place.format === 'chromium' ? 'History' : 'places.sqlite'
  const profiles = [...names].map(([directory, profile]) => profileAt(place, join(directory, fileName), profile))
  return (await Promise.all(profiles)).filter((profile) => profile !== null)
}

async function profileAt(
  { browser, format }: BrowserPlace,
  path: string,
  profile: string,
): Promise<BrowserProfile | null> {
  const stats = await stat(path).catch(() => null)
  if (!stats?.isFile()) return null
  return {
    id: hash('sha256', path, 'base64url').slice(0, 22),
    browser,
    profile,
    format,
    path,
    bytes: stats.size,
    modifiedAt: isoFromMicros(Math.floor(stats.mtimeMs) * 1_000),
    readable: await isReadable(path),
  }
}

async function isReadable(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null)
  await file?.close()
  return file !== null
}

/** Directories that may be profiles, with the names people gave them. Opera's only profile is the root itself. */
async function chromiumNames(root: string): Promise<Map<string, string>> {
  const directories = await directoriesIn(root)
  if (directories.length === 0) return new Map()
  const given = await readJson(join(root, 'Local State')).then(namesInLocalState)
  return new Map([root, ...directories].map((path) => [path, given.get(basename(path)) ?? basename(path)]))
}

function namesInLocalState(state: unknown): Map<string, string> {
  const profiles = child(child(state, 'profile'), 'info_cache')
  const names = new Map<string, string>()
  for (const [directory, profile] of Object.entries(profiles)) {
    const name = child(profile)['name']
    if (typeof name === 'string' && name !== '') names.set(directory, name)
  }
  return names
}

const child = (value: unknown, key?: string): Record<string, unknown> => {
  const found =
    key === undefined || typeof value !== 'object' || value === null ? value : (value as Record<string, unknown>)[key]
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
}

/** What `profiles.ini` names, wherever it lies, and what lies beside it: the one called default may not be the one in use. */
async function firefoxNames(root: string): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const directory of [...(await directoriesIn(root)), ...(await directoriesIn(join(root, 'Profiles')))]) {
    names.set(directory, basename(directory))
  }
  const ini = await readFile(join(root, 'profiles.ini'), 'utf8').catch(() => '')
  for (const section of ini.split(/^\[/m)) {
    const path = /^Path=(.+)$/m.exec(section)?.[1]?.trim()
    if (!path) continue
    const directory = isAbsolute(path) ? path : join(root, path.replaceAll('/', sep))
    names.set(directory, /^Name=(.+)$/m.exec(section)?.[1]?.trim() ?? basename(directory))
  }
  return names
}

async function directoriesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => join(path, name))
}

const readJson = (path: string): Promise<unknown> =>
  readFile(path, 'utf8').then(
    (text): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        return null
      }
    },
    () => null,
  )
