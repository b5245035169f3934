import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { useApp } from './app.ts'
import { writeChromeHistory } from './chrome-history.ts'
import { importHistory, longHistory, smallHistory, startImport } from './seed.ts'

const app = useApp()

const rows = (page: Page) => page.getByRole('grid', { name: 'Jobs' }).locator('[role=row]:has([role=gridcell])')

test('without jobs the page says what will be listed', async () => {
  const page = await app.open('/jobs')
  await page.getByRole('heading', { name: 'No job has run yet' }).waitFor()
})

test('a job appears by itself, and its panel shows the result and the log', async () => {
  const page = await app.open('/jobs')
  await importHistory(app, smallHistory)
  await rows(page).filter({ hasText: 'Succeeded' }).first().click()
  const panel = page.getByRole('complementary', { name: 'Browser import' })
  await panel.getByText('New visits').waitFor()
  await expect.poll(() => panel.getByRole('list', { name: 'Log' }).getByRole('listitem').count()).toBeGreaterThan(1)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
})

test('a running job is cancelled, says so, and runs again', async () => {
  const page = await app.open('/jobs')
  const path = writeChromeHistory(app.directory, longHistory(30_000), 'Large')
  await startImport(app, path)
  await rows(page).filter({ hasText: 'Running' }).first().click()
  const panel = page.getByRole('complementary', { name: 'Browser import' })
  await panel.getByRole('progressbar').waitFor()
  await panel.getByRole('button', { name: 'Cancel job' }).click()
  await panel.getByText('Cancelled', { exact: true }).first().waitFor({ timeout: 80_000 })
  await rows(page).filter({ hasText: 'Cancelled' }).first().waitFor()
  await panel.getByRole('button', { name: 'Run again' }).click()
  await panel.getByText('Succeeded', { exact: true }).first().waitFor({ timeout: 80_000 })
}, 240_000)

test('filters live in the address and are offered as numbers', async () => {
  const page = await app.open('/jobs')
  await page.getByRole('link', { name: '1 cancelled' }).click()
  await page.waitForURL('**/jobs?status=cancelled')
  await expect.poll(() => rows(page).count()).toBe(1)
  await page.getByRole('button', { name: 'Succeeded' }).click()
  await page.waitForURL('**/jobs?status=succeeded,cancelled')
  await expect.poll(() => rows(page).count()).toBe(3)
  await page.getByLabel('Filter jobs by words').fill('nothing of this name')
  await page.getByRole('heading', { name: 'No job matches' }).waitFor()
  await page.getByRole('button', { name: 'Show all jobs' }).click()
  await page.waitForURL('**/jobs')
  await expect.poll(() => rows(page).count()).toBe(3)
})

test('old jobs are counted before they are removed', async () => {
  const page = await app.open('/jobs')
  await page.getByRole('button', { name: 'Tidy up' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove old jobs' })
  await dialog.getByText('0 jobs would go.').waitFor()
  await dialog.getByLabel('Finished more than this many days ago').fill('0')
  await dialog.getByRole('button', { name: 'Remove 2 jobs' }).click()
  await page.getByText('2 jobs removed').waitFor()
  await expect.poll(() => rows(page).count()).toBe(1)
})

test('a job that ended before the page could follow jobs appears', async () => {
  const page = await app.open('/')
  const { promise: gate, resolve: letThrough } = Promise.withResolvers<void>()
  await page.route('**/trpc/jobs.watch*', async (route) => {
    await gate
    await route.continue()
  })
  await page.reload()
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await rows(page).first().waitFor()
  const before = await rows(page).count()
  await importHistory(app, smallHistory, 'Another')
  letThrough()
  await expect.poll(() => rows(page).count()).toBe(before + 1)
})
