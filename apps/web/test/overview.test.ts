import { expect, test } from 'vitest'
import { useApp } from './app.ts'
import { makeRepository, register } from './repo-seed.ts'
import { ago, ask, importHistory, keptVisits, smallHistory } from './seed.ts'

const app = useApp()

interface Overview {
  counts: { pages: number }
}

test('an empty workspace offers one thing: to import a history', async () => {
  const page = await app.open()
  await page.getByRole('link', { name: 'Import your browser’s history' }).click()
  await page.getByRole('heading', { name: 'Choose a history' }).waitFor()
})

test('a workspace with a repository is not empty', async () => {
  const { id } = await register(app, makeRepository(app.directory, 'alone'))
  const page = await app.open()
  await page.getByRole('link', { name: '1 repository' }).waitFor()
  await page.getByRole('link', { name: 'import your browser’s' }).waitFor()
  expect(await page.getByText('This workspace is empty.').count()).toBe(0)
  await app.server.request(`/api/repo/${id}`, { method: 'DELETE' })
})

test('the numbers follow an import live, and each leads to what it counts', async () => {
  const page = await app.open()
  await page.getByText('This workspace is empty.').waitFor()
  await importHistory(app, [{ url: 'https://old.example/', title: 'Long ago', at: ago(60 * 24 * 400) }], 'Old')
  await page.getByText('pages in all').waitFor()
  await page.getByRole('link', { name: 'old.example' }).waitFor()
  await importHistory(app, smallHistory)
  await page.getByText('pages in 30 days').waitFor()
  const visits = `${keptVisits + 1} visits`
  const { counts } = await ask<Overview>(app, '/api/overview')
  await page.getByRole('link', { name: `${counts.pages} pages` }).waitFor()
  await page.getByRole('link', { name: visits, exact: true }).click()
  await page.waitForURL('**/history?hidden=true')
  await page.getByRole('main').getByRole('heading', { name: 'History' }).waitFor()
  await page.getByText(visits, { exact: true }).waitFor()
})

test('the activity can be read as a table whose days lead to their history', async () => {
  const page = await app.open()
  await page.getByText('Show as a table').click()
  const row = page.getByRole('table').getByRole('row').last()
  const visits = await row.getByRole('cell').innerText()
  await row.getByRole('link').click()
  await page.waitForURL(/\/history\?from=\d{4}-\d\d-\d\dT00:00:00Z&to=/)
  await page.getByText(`${visits} visit`, { exact: false }).first().waitFor()
})

test('the activity chart is walked with the arrow keys, and Enter opens the day', async () => {
  const page = await app.open()
  const chart = page.getByRole('slider', { name: /Activity by day/ })
  await chart.focus()
  await chart.press('End')
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/^\w{3} \d+ \w+: \w+/)
  await chart.press('Enter')
  await page.waitForURL(/\/history\?from=/)
})

test('a click on a bar opens its day', async () => {
  const page = await app.open()
  const chart = page.getByRole('slider', { name: /Activity by day/ })
  const box = await chart.boundingBox()
  if (!box) throw new Error('The chart has no size')
  await page.mouse.click(box.x + box.width - 3, box.y + box.height / 2)
  await page.waitForURL(/\/history\?from=/)
})
