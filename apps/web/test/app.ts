import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnServer, type SpawnedServer } from '@hydraflow/server/testing'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { provideChromium } from './find-chromium.ts'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface App {
  readonly server: SpawnedServer
  /** A directory for the files of a test. */
  readonly directory: string
  /** Opens a page that is signed in. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>
  /** Opens a page that is not. */
  openStranger(url: string, options?: BrowserContextOptions): Promise<Page>
  /** A fresh sign-in link. */
  link(): Promise<string>
  /** Complaints of the browser that a test provokes on purpose. */
  expectComplaint(pattern: RegExp): void
}

/** Without motion, which costs the machine that runs the tests more than all the rest. */
const desktop = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } satisfies BrowserContextOptions

/** A real server and a real browser for the tests of one file; every test ends with a look at what the browser said. */
export function useApp(): App {
  const directory = mkdtempSync(join(tmpdir(), 'hydraflow-web-'))
  let server: SpawnedServer
  let browser: Browser
  let session: Awaited<ReturnType<typeof signIn>> | undefined
  /** Pages that are signed in, by their options: to open one anew costs several times what it costs to go on with it. */
  const kept = new Map<string, Page>()
  let complaints: string[] = []
  let expected: RegExp[] = []

  beforeAll(async () => {
    // The profiles of whoever runs the tests are nobody's business.
    process.env['HOME'] = directory
    server = await spawnServer()
    browser = await chromium.launch({ executablePath: provideChromium(), args: flags })
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  })
  afterEach(async () => {
    const pages = new Set(kept.values())
    for (const context of browser.contexts()) {
      const page = context.pages().find((one) => pages.has(one))
      if (page) await page.goto('about:blank')
      else await context.close()
    }
    const unexpected = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))
    complaints = []
    expected = []
    expect(unexpected).toEqual([])
  })

  const listen = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? ''
      if (why !== 'net::ERR_ABORTED') complaints.push(`request: ${request.url()} ${why}`)
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) complaints.push(`outside: ${request.url()}`)
    })
  }
  const newPage = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ ...desktop, ...options })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    listen(page)
    return page
  }
  const openStranger = async (url: string, options?: BrowserContextOptions) => {
    const page = await newPage(options)
    await page.goto(url)
    return page
  }
  const link = async () => {
    const answer = await server.request('/api/session/code', { method: 'POST' })
    return ((await answer.json()) as { url: string }).url
  }
  const signIn = async () => {
    const page = await openStranger(await link())
    await page.getByRole('navigation').first().waitFor()
    return page.context().storageState()
  }
  return {
    get server() {
      return server
    },
    directory,
    openStranger,
    link,
    async open(path = '/', options = {}) {
      session ??= await signIn()
      const key = JSON.stringify(options)
      const page = kept.get(key) ?? (await newPage(options))
      kept.set(key, page)
      // Nothing is left of what an earlier test stored or chose.
      await page.context().setStorageState(session)
      await page.emulateMedia({ colorScheme: options.colorScheme ?? 'light' })
      await page.setViewportSize(options.viewport ?? desktop.viewport)
      await page.goto(server.url + path)
      return page
    },
    expectComplaint: (pattern) => void expected.push(pattern),
  }
}
