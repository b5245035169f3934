import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { useApp } from './app.ts'

const app = useApp()
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }

const files: Record<string, string> = {
  'src/greet.ts': 'export function greet(name: string): string {\n  // Says hello.\n  return `Hello, ${name}`\n}\n',
  'notes.md': '# Notes\n\nOne\nTwo\n',
  'check.mjs':
    "import { readFileSync } from 'node:fs'\nprocess.exit(readFileSync('notes.md', 'utf8').includes('Bad') ? 1 : 0)\n",
}

const rootOf = (name: string) => join(app.directory, name)
const read = (name: string, path: string) => readFileSync(join(rootOf(name), path), 'utf8')

function makeRepository(name: string): string {
  const root = rootOf(name)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const git = (...words: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...words],
      { cwd: root },
    )
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'first')
  return root
}

async function register(name: string): Promise<string> {
  const checks = [{ name: 'notes', command: [process.execPath, 'check.mjs'] }]
  const answer = await app.server.request('/api/repo', { json: { root: makeRepository(name), checks } })
  return ((await answer.json()) as { id: string }).id
}

const patch = `--- a/src/greet.ts
+++ b/src/greet.ts
@@ -1,4 +1,4 @@
 export function greet(name: string): string {
   // Says hello.
-  return \`Hello, \${name}\`
+  return \`Good day, \${name}\`
 }
--- a/notes.md
+++ b/notes.md
@@ -1,4 +1,4 @@
 # Notes
 
 One
-Two
+Three
`

async function apply(repoId: string, content: object): Promise<string> {
  const answer = await app.server.request(`/api/repo/${repoId}/apply_patch`, { json: content })
  return ((await answer.json()) as { id: string }).id
}

const changes = (page: Page) => page.getByRole('grid', { name: 'Changes' }).locator('[role=row]:has([role=gridcell])')

const clean = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual(
    [],
  )
}

test('a directory is registered from the empty page, and one that is not there is refused in words', async () => {
  const page = await app.open('/repos')
  app.expectComplaint(/400/)
  await page.getByRole('heading', { name: 'No repository is registered' }).waitFor()
  await page.getByRole('button', { name: 'Register a repository' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Directory').fill('/nowhere/at/all')
  await dialog.getByRole('button', { name: 'Register' }).click()
  await dialog.getByRole('alert').getByText('no directory').waitFor()
  await dialog.getByLabel('Directory').fill(makeRepository('first'))
  await dialog.getByLabel('Checks').fill('tests: node --eval "process.exit(0)"')
  await dialog.getByRole('button', { name: 'Register' }).click()
  await page.getByRole('heading', { name: 'first', exact: true }).waitFor()
  await page.getByText('main').first().waitFor()
  await page.getByRole('heading', { name: 'Nothing was changed yet' }).waitFor()
  await page.getByText('node --eval process.exit(0)').waitFor()
})

test('a pasted patch is shown, taken in part, applied and taken back', async () => {
  const repoId = await register('second')
  const page = await app.open(`/repos/${repoId}/propose`)
  await page.getByLabel('What it is for').fill('Greet formally')
  await page.getByLabel('Patch').fill(patch)
  await page.getByRole('button', { name: 'See what it would do' }).click()
  await page.getByText('All 2 files would be changed.').waitFor()
  await page.getByText('Good day').waitFor()
  await page.locator('[data-token=keyword]').first().waitFor()
  await page.getByText('4 of 20,000 left').waitFor()
  await page.getByLabel('Apply notes.md').uncheck()
  await page.getByRole('button', { name: 'Apply 1 file' }).click()
  await page.getByRole('button', { name: 'Take back' }).waitFor()
  expect(read('second', 'src/greet.ts')).toContain('Good day')
  expect(read('second', 'notes.md')).toBe(files['notes.md'])
  await page.getByRole('button', { name: 'Side by side' }).click()
  await page.waitForURL('**?view=split')
  await page.getByRole('button', { name: 'Take back' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('1 file would change').waitFor()
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await page.getByRole('button', { name: 'Apply again' }).waitFor()
  expect(read('second', 'src/greet.ts')).toBe(files['src/greet.ts'])
  await page.getByRole('link', { name: 'second' }).click()
  await expect.poll(() => changes(page).count()).toBe(3)
  await page.getByRole('button', { name: 'Verify the chain' }).click()
  await page.getByText('3 entries, unbroken.').first().waitFor()
})

test('a patch that does not fit says where it came closest, one over budget by how much', async () => {
  const repoId = await register('third')
  const page = await app.open(`/repos/${repoId}/propose`)
  app.expectComplaint(/409/)
  await page.getByLabel('Patch').fill(patch.replace('-Two', '-Twoo'))
  await page.getByRole('button', { name: 'See what it would do' }).click()
  await page.getByRole('alert').getByText('Closest, from line').waitFor()
  await app.server.request(`/api/repo/${repoId}`, { method: 'PATCH', json: { budget: { maxLines: 3 } } })
  await page.getByLabel('Patch').fill(patch)
  await page.getByRole('button', { name: 'See what it would do' }).click()
  await page.getByRole('alert').getByText('4 of 3 left, too much').waitFor()
  await page.goto(`${app.server.url}/repos/${repoId}?status=refused`)
  await expect.poll(() => changes(page).count()).toBe(2)
})

test('checks run on what is applied, and one that fails takes it back', async () => {
  const repoId = await register('fourth')
  const page = await app.open(`/repos/${repoId}/propose`)
  await page.getByLabel('Patch').fill(patch.replace('+Three', '+Bad'))
  await page.getByRole('button', { name: 'See what it would do' }).click()
  await page.getByRole('button', { name: 'notes', exact: true }).click()
  await page.getByRole('button', { name: 'Apply 2 files' }).click()
  await page.getByText('Failed, exit code 1').waitFor()
  await page.getByRole('button', { name: 'Apply again' }).waitFor()
  expect(read('fourth', 'notes.md')).toBe(files['notes.md'])
  await page.goto(`${app.server.url}/repos/${repoId}`)
  await page.getByRole('button', { name: 'Run notes' }).click()
  const panel = page.getByRole('complementary', { name: 'Checks' })
  await panel.getByRole('link', { name: 'See the change' }).waitFor()
})

test('an undo that somebody else stands in the way of names the file, and is not offered', async () => {
  const repoId = await register('fifth')
  const id = await apply(repoId, { files: [{ path: 'notes.md', content: 'new\n' }] })
  writeFileSync(join(rootOf('fifth'), 'notes.md'), 'mine\n')
  const page = await app.open(`/repos/${repoId}/changes/${id}`)
  await page.getByRole('button', { name: 'Take back' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('The file was changed since.').waitFor()
  expect(await dialog.getByRole('button', { name: 'Take it back' }).isDisabled()).toBe(true)
})

test('hostile names, summaries and lines are shown as text and never run', async () => {
  const repoId = await register('sixth')
  const hostile = '<img src=x onerror="window.hacked = true">'
  const id = await apply(repoId, {
    summary: hostile,
    files: [
      { path: `${'long-'.repeat(45)}name.html`, content: `<script>window.hacked = true</script>\n${hostile}\n` },
      { path: 'مرحبا.txt', content: 'بالعالم\n' },
    ],
  })
  const page = await app.open(`/repos/${repoId}/changes/${id}`)
  await page.getByRole('heading', { name: hostile }).waitFor()
  await page.getByText('window.hacked = true').first().waitFor()
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
})

test.each(['light', 'dark'] as const)(
  'the pages have no fault that axe can find, in the %s theme and on a phone',
  async (colorScheme) => {
    const repoId = await register(`axe-${colorScheme}`)
    const id = await apply(repoId, { patch })
    const looks = [
      ['/repos', (page: Page) => page.getByRole('list', { name: 'Repositories' })],
      [`/repos/${repoId}`, (page: Page) => changes(page)],
      [`/repos/${repoId}/changes/${id}`, (page: Page) => page.locator('[data-token=keyword]')],
      [`/repos/${repoId}/changes/${id}?view=split`, (page: Page) => page.locator('[data-token=keyword]')],
      [`/repos/${repoId}/propose`, (page: Page) => page.getByLabel('Patch')],
    ] as const
    for (const options of [{}, phone]) {
      const page = await app.open('/repos', { colorScheme, reducedMotion: 'reduce', ...options })
      for (const [path, ready] of looks) {
        await page.goto(app.server.url + path)
        await ready(page).first().waitFor()
        await clean(page)
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
      }
    }
  },
  120_000,
)
