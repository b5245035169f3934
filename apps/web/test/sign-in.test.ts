import { expect, test } from 'vitest'
import { useApp } from './app.ts'

const app = useApp()

test('a link signs in, and its code leaves the address bar', async () => {
  const page = await app.openStranger(await app.link())
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  expect(page.url()).toBe(`${app.server.url}/`)
  await page.reload()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

test('a link that was used says so, and a pasted fresh one signs in', async () => {
  app.expectComplaint(/401/)
  const link = await app.link()
  const first = await app.openStranger(link)
  await first.getByRole('heading', { name: 'Overview' }).waitFor()
  const page = await app.openStranger(link)
  await page.getByRole('alert').getByText('used already or is too old').waitFor()
  expect(page.url()).toBe(`${app.server.url}/`)
  await page.getByLabel('Sign-in link or code').fill(await app.link())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

test('a link opened in a tab that shows the sign-in page signs in', async () => {
  const page = await app.openStranger(app.server.url)
  await page.getByRole('heading', { name: 'Sign in with a link' }).waitFor()
  await page.getByText('npm start', { exact: true }).waitFor()
  await page.goto(await app.link())
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

test('text without a code is refused before the server is asked', async () => {
  const page = await app.openStranger(app.server.url)
  await page.getByLabel('Sign-in link or code').fill('http://example.org/#other=1')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('There is no sign-in code in this text.').waitFor()
})

test('signing out leads back to the sign-in page, also after a reload', async () => {
  const page = await app.open('/history')
  await page.getByRole('button', { name: 'Settings' }).first().click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in with a link' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in with a link' }).waitFor()
})

test('a session that has ended leads to the sign-in page', async () => {
  app.expectComplaint(/401/)
  const page = await app.open('/history')
  await page.getByRole('heading', { name: 'History', exact: true }).waitFor()
  await page.context().clearCookies()
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in with a link' }).waitFor()
})
