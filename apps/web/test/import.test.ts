import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { useApp } from './app.ts'
import { writeChromeHistory } from './chrome-history.ts'
import { keptVisits, longHistory, smallHistory } from './seed.ts'

const app = useApp()

/** Drops a file on the page, as a person's hand does. */
async function drop(page: Page, path: string, name: string) {
  const base64 = readFileSync(path).toString('base64')
  const transfer = await page.evaluateHandle(
    (file) => {
      const bytes = Uint8Array.from(atob(file.base64), (character) => character.codePointAt(0) ?? 0)
      const held = new DataTransfer()
      held.items.add(new File([bytes], file.name))
      return held
    },
    { base64, name },
  )
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer })
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer })
}

const count = (page: Page, row: string) =>
  page.getByRole('row').filter({ hasText: row }).last().getByRole('cell').innerText()

test('a dropped file is looked into, imported and shown in History', async () => {
  const path = writeChromeHistory(app.directory, smallHistory)
  const page = await app.open('/import')
  await page.getByText('No browser profile was found').waitFor()
  await drop(page, path, 'History')
  await page.getByRole('heading', { name: 'Check what it holds' }).waitFor()
  await page.getByText(`with ${smallHistory.length} visits`).waitFor()
  expect(await count(page, 'New, to be added')).toBe(String(keptVisits))
  expect(await count(page, 'Left out: not a web address')).toBe('1')
  await page.getByRole('button', { name: `Import ${keptVisits} new visits` }).click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  await page.getByText(/visits to \d+ new pages came in/).waitFor()
  const result = page.getByRole('link', { name: 'See them in History' })
  const bottom = async () => {
    const box = await result.boundingBox()
    return box ? box.y + box.height : Number.NaN
  }
  await expect.poll(bottom).toBeLessThan(800)
  await result.click()
  await page.getByRole('grid', { name: 'Visits' }).getByText('Where rivers begin').first().waitFor()
})

test('the same file by its path brings nothing new', async () => {
  const page = await app.open('/import')
  await page.getByLabel('or name its path').fill(join(app.directory, 'History'))
  await page.getByRole('button', { name: 'Look into it' }).click()
  await page.getByText('Everything in this file is already here.').waitFor()
  await page.getByRole('button', { name: 'Import it all the same' }).click()
  await page.getByText('Nothing was new').waitFor()
  expect(await count(page, 'New, added')).toBe('0')
})

test('a file that is no history says so in its place, with what to do', async () => {
  app.expectComplaint(/400/)
  const path = join(app.directory, 'notes.txt')
  writeFileSync(path, 'These are only notes.')
  const page = await app.open('/import')
  await drop(page, path, 'notes.txt')
  const alert = page.getByRole('alert')
  await alert.getByText('The file is not a browser database.').waitFor()
  await alert.getByText('Choose the file named History').waitFor()
})

test('a path without a file says where it was looked for', async () => {
  app.expectComplaint(/404/)
  const page = await app.open(`/import?path=${encodeURIComponent(join(app.directory, 'nowhere'))}`)
  await page.getByRole('alert').getByText('There is no file at this path.').waitFor()
})

test('a profile that the server found is imported with progress, and taken back again', async () => {
  const profile = join(app.directory, '.config', 'google-chrome', 'Default')
  mkdirSync(profile, { recursive: true })
  copyFileSync(writeChromeHistory(app.directory, longHistory(30_000), 'Large'), join(profile, 'History'))
  const page = await app.open('/import')
  const found = page.getByRole('grid', { name: 'Browser profiles found on this machine' }).getByRole('row')
  await found.filter({ hasText: 'Chrome' }).click()
  await page.getByRole('button', { name: 'Import 30,000 new visits' }).click()
  await page.getByRole('progressbar').waitFor()
  await page.getByText('30,000 visits to 30,000 new pages came in.').waitFor()

  await page.getByRole('button', { name: 'Take back' }).first().click()
  const dialog = page.getByRole('dialog', { name: /Take back the import/ })
  await dialog.getByText('It brought 30,000 visits.').waitFor()
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  const batches = page.getByRole('grid', { name: 'Earlier imports' })
  await batches.getByText('Taken back').waitFor()
  await page.goto(`${app.server.url}/history?hidden=true`)
  await page.getByText(`${keptVisits} visits`).waitFor()
})
