import type { App } from './app.ts'
import { writeChromeHistory, type ChromeVisit } from './chrome-history.ts'

const minute = 60_000

export const ago = (minutes: number): Date => new Date(Date.now() - minutes * minute)

/** Titles that try everything: none may run, break the line or the page. */
export const hostileTitles = [
  '<img src=x onerror="window.hacked = true">',
  '"><script>window.hacked = true</script>',
  'مرحبا بالعالم هذا عنوان من اليمين إلى اليسار',
  'W'.repeat(300),
  '👩‍👩‍👧‍👦 🚀 emoji',
]

/** A small history: three sites, a redirect, and what is not of the web. */
export const smallHistory: readonly ChromeVisit[] = [
  { url: 'https://river.example/spring', title: 'Where rivers begin', at: ago(10), durationMs: 61_000 },
  { url: 'https://river.example/delta', title: 'Where rivers end', at: ago(20) },
  { url: 'https://docs.river.example/map', title: 'A map of all rivers', at: ago(30) },
  { url: 'https://hill.example/path', title: 'A path over the hill', at: ago(40) },
  { url: 'https://hill.example/hop', title: '', at: ago(41), hop: true },
  { url: 'https://river.example/spring', title: 'Where rivers begin', at: ago(60 * 24 * 3) },
  { url: 'https://old.example/', title: 'An old page', at: ago(60 * 24 * 40) },
  { url: 'chrome://settings/', title: 'Settings', at: ago(50) },
  ...hostileTitles.map((title, index) => ({ url: `https://hostile.example/${index}`, title, at: ago(100 + index) })),
]

/** How many of them are kept, and how many of those the list shows at first. */
export const keptVisits = smallHistory.length - 1
export const listedVisits = keptVisits - 1

/** Many plain visits, a minute apart. */
export const longHistory = (count: number): ChromeVisit[] =>
  Array.from({ length: count }, (_, index) => ({
    url: `https://site${index % 7}.example/page/${index}`,
    title: `Page number ${index}`,
    at: ago(index + 1),
  }))

interface StartedJob {
  readonly id: string
  readonly status: string
}

export async function ask<T>(app: App, path: string, json?: unknown): Promise<T> {
  const response = await app.server.request(path, json === undefined ? {} : { json })
  return (await response.json()) as T
}

/** Starts the import of a file and does not wait. */
export const startImport = (app: App, path: string): Promise<StartedJob> =>
  ask<StartedJob>(app, '/api/imports', { path })

/** Waits until a job has finished; the server tells, nobody polls. */
export async function jobEnd(app: App, id: string): Promise<void> {
  const response = await app.server.request(`/api/jobs/events?id=${encodeURIComponent(id)}`)
  await response.text()
}

/** Imports a history without the page and waits until it is there. */
export async function importHistory(app: App, visits: readonly ChromeVisit[], name = 'History'): Promise<string> {
  const path = writeChromeHistory(app.directory, visits, name)
  const { id } = await startImport(app, path)
  await jobEnd(app, id)
  return path
}
