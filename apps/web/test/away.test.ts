import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { useApp } from './app.ts'
import { makeRepository, register } from './repo-seed.ts'

const app = useApp()

const everyCall = '**/trpc/**'

/** From here on the server does not answer. */
const stop = (page: Page) => page.route(everyCall, (route) => route.abort())

test('a page that was not opened before the server was stopped says that it is, within the frame', async () => {
  app.expectComplaint(/ERR_/)
  const page = await app.open()
  const ready = () =>
    page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('JobsPage')))
  await expect.poll(ready).toBe(true)
  await page.context().setOffline(true)
  await page.getByRole('link', { name: 'Jobs', exact: true }).first().click()
  await page.getByText('The HydraFlow server does not answer.').waitFor()
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  await page.context().setOffline(false)
})

test('what could not be read while the server was away is there when it is back', async () => {
  app.expectComplaint(/ERR_/)
  await register(app, makeRepository(app.directory, 'away'))
  const page = await app.open()
  await stop(page)
  await page.goto(`${app.server.url}/repos`)
  await page.getByText('The HydraFlow server does not answer.').waitFor()
  await page.unroute(everyCall)
  await page.getByRole('grid', { name: 'Repositories' }).getByText('away', { exact: true }).waitFor()
})

test('a page that waits for the server claims nothing of what it has not read', async () => {
  const page = await app.open()
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await page.route(everyCall, async (route) => {
    await answered
    await route.continue()
  })
  await page.goto(`${app.server.url}/history`)
  await page.getByText('Reading your history').waitFor()
  await page.getByRole('heading', { name: 'Sites' }).waitFor()
  expect(await page.getByText('No site matches.').count()).toBe(0)
  answer()
  await page.getByText('No site matches.').waitFor()
  await page.unroute(everyCall)
})
