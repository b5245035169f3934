import { beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { useApp } from './app.ts'
import { expectNoFault, expectToFitAcross, phone } from './look.ts'
import { makeRepository, register } from './repo-seed.ts'
import { importHistory, smallHistory } from './seed.ts'

const app = useApp()

beforeAll(async () => {
  await importHistory(app, smallHistory)
  await register(app, makeRepository(app.directory, 'rivers'), { name: 'Rivers' })
})

/** What tells that a page has all it shows. */
const pages = [
  { path: '/', ready: (page: Page) => page.getByRole('heading', { name: 'Most read sites' }) },
  { path: '/history', ready: (page: Page) => page.getByRole('grid', { name: 'Visits' }).getByText('Where rivers end') },
  {
    path: '/history?q=nothing+of+this',
    ready: (page: Page) => page.getByRole('heading', { name: 'No visit matches' }),
  },
  { path: '/import', ready: (page: Page) => page.getByRole('heading', { name: 'Earlier imports' }) },
  { path: '/jobs', ready: (page: Page) => page.getByRole('grid', { name: 'Jobs' }).getByText('Browser import') },
  { path: '/repos', ready: (page: Page) => page.getByRole('grid', { name: 'Repositories' }).getByText('Rivers') },
  { path: '/repos?view=register', ready: (page: Page) => page.getByRole('button', { name: 'Add a check' }) },
  { path: '/nowhere', ready: (page: Page) => page.getByRole('heading', { name: 'There is nothing at this address' }) },
]

test.each([
  ['a desk', {}, ['light', 'dark']],
  // The colours are the same.
  ['a phone', phone, ['dark']],
] as const)('on %s every page fits, and axe finds no fault in it', async (_, options, themes) => {
  const page = await app.open('/', options)
  for (const { path, ready } of pages) {
    await page.goto(app.server.url + path)
    await ready(page).first().waitFor()
    await expectToFitAcross(page)
    await expectNoFault(page, themes)
  }
})

test('panels, dialogs and menus have no fault either', async () => {
  const page = await app.open('/history')
  await page.getByRole('grid', { name: 'Visits' }).getByText('Where rivers begin').first().click()
  await page.getByRole('heading', { name: 'All visits' }).waitFor()
  await expectNoFault(page)
  await page.getByRole('button', { name: 'Delete this visit' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 1 visit' }).waitFor()
  await expectNoFault(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('river')
  await page.getByRole('option', { name: 'Where rivers end' }).waitFor()
  await expectNoFault(page)
  await page.keyboard.press('Escape')
  await page.goto(`${app.server.url}/jobs`)
  await page.getByRole('grid', { name: 'Jobs' }).getByText('Browser import').first().click()
  await page.getByRole('complementary').getByText('New visits').waitFor()
  await expectNoFault(page)
})

test('the sign-in page has none', async () => {
  const page = await app.openStranger(app.server.url)
  await page.getByRole('heading', { name: 'Sign in with a link' }).waitFor()
  await expectNoFault(page)
})

test('on a phone the panel is a page of its own, and Back leads out of it', async () => {
  const page = await app.open('/history', phone)
  await page.getByRole('grid', { name: 'Visits' }).getByText('Where rivers begin').first().click()
  const panel = page.getByRole('complementary', { name: 'Page' })
  await panel.getByText('2 times').waitFor()
  expect((await panel.boundingBox())?.width).toBe(390)
  await expectToFitAcross(page)
  await page.goBack()
  await panel.waitFor({ state: 'detached' })
})

test('buttons and navigation are at least 40 pixels high on a phone', async () => {
  const page = await app.open('/history', phone)
  await page.getByRole('grid', { name: 'Visits' }).getByText('Where rivers begin').first().waitFor()
  const heights = await page
    .locator('button:visible, nav a:visible')
    .evaluateAll((elements) => elements.map((element) => [element.textContent, element.getBoundingClientRect().height]))
  expect(heights.filter(([, height]) => Number(height) < 40)).toEqual([])
})

test('the theme that was chosen is kept', async () => {
  const page = await app.open('/', { colorScheme: 'light' })
  await page.getByRole('button', { name: 'Settings' }).first().click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
  await expect.poll(background).toBe('dark')
  await page.reload()
  await expect.poll(background).toBe('dark')
})
