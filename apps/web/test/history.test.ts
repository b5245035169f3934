import { beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { useApp } from './app.ts'
import { hostileTitles, importHistory, keptVisits, listedVisits, longHistory, smallHistory } from './seed.ts'

const app = useApp()

beforeAll(async () => {
  await importHistory(app, smallHistory)
})

const rows = (page: Page) => page.getByRole('grid', { name: 'Visits' }).locator('[role=row]:has(input)')
const rowOf = (page: Page, title: string) => rows(page).filter({ hasText: title })

test('visits lie under their days, and redirects only when asked for', async () => {
  const page = await app.open('/history')
  await page
    .getByRole('rowheader', { name: 'Today' })
    .or(page.getByRole('rowheader', { name: 'Yesterday' }))
    .first()
    .waitFor()
  await page.getByText(`${listedVisits} visits`).waitFor()
  await page.getByRole('button', { name: 'Redirects' }).click()
  await page.waitForURL('**/history?hidden=true')
  await page.getByText(`${keptVisits} visits`).waitFor()
})

test('search filters as one types, marks what matched and stays in the address', async () => {
  const page = await app.open('/history')
  await rows(page).first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('river map')
  await page.waitForURL('**/history?q=river+map')
  await page.getByText('1 visit', { exact: true }).waitFor()
  await expect.poll(() => rows(page).locator('mark').allInnerTexts()).toContain('map')
  await page.reload()
  await page.getByText('1 visit', { exact: true }).waitFor()
  expect(await page.getByRole('textbox', { name: 'Search history' }).inputValue()).toBe('river map')
})

test('a site narrows the list to itself, and to what is below it when asked', async () => {
  const page = await app.open('/history', { viewport: { width: 1440, height: 900 } })
  await page.getByRole('button', { name: 'river.example 2 pages', exact: true }).click()
  await page.waitForURL('**/history?host=river.example')
  await page.getByText('3 visits', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'With subdomains' }).click()
  await page.waitForURL('**/history?host=river.example&subdomains=true')
  await page.getByText('4 visits', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Remove filter: river.example' }).click()
  await page.getByText(`${listedVisits} visits`).waitFor()
})

test('a preset limits the time, and the way back takes it off again', async () => {
  const page = await app.open('/history')
  await page.getByRole('button', { name: '7 days' }).click()
  await page.waitForURL(/from=\d{4}-\d\d-\d\d$/)
  await page.getByText(`${listedVisits - 1} visits`).waitFor()
  await page.goBack()
  await page.getByText(`${listedVisits} visits`).waitFor()
})

test('the keys move, open the panel and close it', async () => {
  const page = await app.open('/history')
  await rowOf(page, 'Where rivers begin').first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Page' })
  await panel.getByText('Seen').waitFor()
  await panel.getByText('2 times').waitFor()
  expect(page.url()).toMatch(/page=.+&visit=/)
  const link = panel.getByRole('link', { name: 'Open page' })
  expect(await link.getAttribute('href')).toBe('https://river.example/spring')
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
  await panel.getByRole('heading', { name: 'All visits' }).waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
})

test('hostile titles are shown as text and never run', async () => {
  const page = await app.open('/history?host=hostile.example')
  for (const title of hostileTitles) await rowOf(page, title).first().waitFor()
  await rowOf(page, hostileTitles[0] ?? '').click()
  await page
    .getByRole('complementary')
    .getByText(hostileTitles[0] ?? '')
    .waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('img')
  await page.getByRole('option', { name: '<img src=x onerror' }).first().waitFor()
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(await page.evaluate(() => document.images.length)).toBe(0)
})

test('the palette goes to pages, searches history and shows the keys', async () => {
  const page = await app.open()
  await page.getByRole('heading', { name: 'Storage' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('hill')
  await page.getByRole('option', { name: 'A path over the hill' }).click()
  await page.waitForURL('**/history?q=hill&page=*')
  await page.getByRole('complementary', { name: 'Page' }).getByText('A path over the hill').waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('jo')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/jobs')
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.waitForURL('**/import')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Go to Overview').waitFor()
})

test('x selects, Backspace shows what would go, and only the confirmed visit goes', async () => {
  const page = await app.open('/history')
  await rowOf(page, 'A path over the hill').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.getByText('1 visit selected').waitFor()
  await page.keyboard.press('Backspace')
  const dialog = page.getByRole('dialog', { name: 'Delete this visit?' })
  await dialog.getByText('Where rivers end').waitFor()
  await dialog.getByText('This cannot be undone').waitFor()
  await dialog.getByRole('button', { name: 'Keep everything' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.keyboard.press('Backspace')
  await dialog.getByRole('button', { name: 'Delete 1 visit' }).click()
  await page.getByText('1 visit deleted').waitFor()
  await page.getByText(`${listedVisits - 1} visits`).waitFor()
  expect(await rowOf(page, 'Where rivers end').count()).toBe(0)
})

test('what a filter selects goes as a whole, with the redirects that the list does not show', async () => {
  const page = await app.open('/history?host=hill.example')
  await page.getByRole('button', { name: 'Delete these' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete what this filter selects?' })
  await dialog
    .getByText('2 visits on hill.example will go, among them 1 redirect that the list does not show.')
    .waitFor()
  await dialog.getByRole('button', { name: 'Delete 2 visits' }).click()
  await page.getByText('2 visits deleted').waitFor()
  await page.getByRole('heading', { name: 'No visit matches' }).waitFor()
})

test('a long history loads as one scrolls, and only what can be seen is in the page', async () => {
  await importHistory(app, longHistory(1_000), 'Long')
  const page = await app.open('/history?q=number')
  await page.getByText('1,000 visits').waitFor()
  await rowOf(page, 'Page number 0').first().waitFor()
  const grid = page.getByRole('grid', { name: 'Visits' })
  await grid.hover()
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 20_000)
        return rows(page).filter({ hasText: 'Page number 999' }).count()
      },
      { timeout: 20_000 },
    )
    .toBe(1)
  expect(await rows(page).count()).toBeLessThan(80)
})

test('of very many pages the sites say in how many they were counted', async () => {
  await importHistory(app, longHistory(5_100), 'Longer')
  const page = await app.open('/history?q=number')
  await page.getByRole('region', { name: 'Sites' }).getByText('Counted in 5,000 pages.').waitFor()
})
