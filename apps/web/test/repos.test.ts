import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { commandLine, commandWords } from '../src/pages/repos/command-words.ts'
import { envLines, readEnv } from '../src/pages/repos/env-lines.ts'
import { parseDiff } from '../src/pages/repos/diff/parse-diff.ts'
import { asOnTerminal } from '../src/ui/terminal-text.ts'
import { useApp } from './app.ts'
import { expectNoFault, expectToFitAcross, phone } from './look.ts'
import { apply, git, greeting, greetingPatch, makeRepository, propose, register, write } from './repo-seed.ts'
import { ask } from './seed.ts'

const app = useApp()

const rows = (page: Page, name: string) => page.getByRole('grid', { name }).locator('[role=row]:has([role=gridcell])')
const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8')

test('a line is taken apart into words, and words make that line again', () => {
  expect(commandWords(`npm  run test -- --grep "a name" 'b "c' d\\ e C:\\x`)).toEqual([
    'npm',
    'run',
    'test',
    '--',
    '--grep',
    'a name',
    'b "c',
    'd e',
    'C:\\x',
  ])
  expect(commandWords('a "b')).toBeNull()
  for (const words of [['a', '', 'b c', '"', "'", '\\', 'x\\"y', ' '], ['C:\\Program Files\\x']])
    expect(commandWords(commandLine(words))).toEqual(words)
})

test('variables are one on each line, and come back as they were', () => {
  const env = { A: '1', EMPTY: '', URL: 'https://x.example/?a=b', LINES: 'one\ntwo', QUOTED: '"yes"', BLANK: ' ' }
  expect(readEnv(envLines(env))).toEqual(env)
  expect(readEnv('\n A = C:\\new \r\n')).toEqual({ A: 'C:\\new' })
  expect(readEnv('A=1\nnothing')).toBe('Line 2 is not of the form NAME=value.')
  expect(readEnv('A=1\nA=2')).toBe('Line 2 names A again.')
  expect(readEnv('A="1')).toBe('Line 1 has a quote that is not closed.')
})

test('a diff is read line by line, whatever its lines look like', () => {
  const [hunk, second] = parseDiff(
    'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n same\n--- old\n+++ new\n last\n\\ No newline at end of file\n@@ -9,0 +10 @@\n+@@ -1 +1 @@\n',
  )
  expect(hunk?.lines.map(({ kind, text, before, after }) => [kind, text, before, after])).toEqual([
    ['same', 'same', 1, 1],
    ['removed', '-- old', 2, null],
    ['added', '++ new', null, 2],
    ['same', 'last', 3, 3],
  ])
  expect(hunk?.lines.at(-1)?.noNewline).toBe(true)
  expect(second?.lines).toMatchObject([{ kind: 'added', text: '@@ -1 +1 @@', after: 10 }])
})

test('what a program writes over is not shown, nor what only its terminal reads', () => {
  expect(asOnTerminal('\r10 %\r100 %\r\ndone\r\n')).toBe('100 %\ndone\n')
  expect(asOnTerminal('wait\u001b[2K\u001b[1Gdone \u001b]8;;https://x.example\u0007link\u001b]8;;\u0007\u001b(B')).toBe(
    'done link',
  )
  expect(asOnTerminal('\u001b[31mred\u001b[0m')).toBe('\u001b[31mred\u001b[0m')
})

test('a directory is registered, what is wrong is said where it is, and it can be removed again', async () => {
  app.expectComplaint(/40[09]/)
  const root = makeRepository(app.directory, 'first')
  const page = await app.open('/repos')
  await page.getByRole('heading', { name: 'No repository is registered' }).waitFor()
  await page.getByRole('link', { name: 'Register a repository' }).click()
  await page.getByLabel('Path', { exact: true }).fill('/nowhere/at/all')
  await page.getByLabel('May be changed').fill('src/**\n!no')
  await page.getByLabel('Lines in an hour').fill('')
  await page.getByRole('button', { name: 'Add a check' }).click()
  const check = page.getByRole('listitem')
  await check.getByLabel('Name').fill('say')
  await check.getByLabel('Command').fill(`${process.execPath} -e "console.log('said')`)
  await check.getByLabel('Variables').fill('CI')
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByText('A whole number, 0 or more.').waitFor()
  await check.getByText('A quote is not closed.').waitFor()
  await check.getByText('Line 1 is not of the form NAME=value.').waitFor()
  await page.getByLabel('Lines in an hour').fill('500')
  await check.getByLabel('Command').fill(`${process.execPath} -e "console.log('said', process.env.CI)"`)
  await check.getByLabel('Variables').fill('CI=1\n9=x')
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await check.getByRole('alert').getByText('9: ').waitFor()
  await check.getByLabel('Variables').fill('CI=by a test')
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByRole('alert').getByText('!no').waitFor()
  await page.getByLabel('May be changed').fill('src/**\n\n*.md')
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByRole('alert').getByText('There is no directory at this path.').waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await page.getByLabel('Path', { exact: true }).fill(root)
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await page.getByRole('heading', { name: 'first', level: 1 }).waitFor()
  await page.getByText('500 of 500 left').first().waitFor()

  await page.getByRole('button', { name: 'Run say' }).click()
  await rows(page, 'Changes').filter({ hasText: 'Passed' }).click()
  await page.getByText('say').first().waitFor()
  await page.getByText('said by a test', { exact: true }).waitFor({ state: 'attached' })
  await page.getByText('Log of the job').waitFor({ state: 'attached' })
  await page.goBack()

  await page.getByRole('link', { name: 'Settings' }).click()
  expect(await page.getByLabel('May be changed').inputValue()).toBe('src/**\n*.md')
  await page.getByLabel('Name').first().fill('Renamed')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Renamed', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove Renamed?' })
  await dialog.getByText('stay as they are').waitFor()
  await dialog.getByRole('button', { name: 'Remove it with 1 entry' }).click()
  await page.getByRole('heading', { name: 'No repository is registered' }).waitFor()
  expect(read(root, 'src/greet.ts')).toBe(greeting)
})

test('a patch is pasted, read, applied in part with a check, and says where it went', async () => {
  const root = makeRepository(app.directory, 'second')
  const { id } = await register(app, root)
  const page = await app.open(`/repos/${id}`)
  await page.getByRole('heading', { name: 'Nothing was changed yet' }).waitFor()
  await page.keyboard.press('p')
  await page.getByLabel('Patch', { exact: true }).fill(greetingPatch)
  await page.getByLabel('Summary').fill('Greet in the morning')
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  await page.getByRole('heading', { name: 'Greet in the morning' }).waitFor()
  await page.getByText('2 of 50').waitFor()
  await page
    .getByRole('region', { name: /src\/greet\.ts/ })
    .getByText('Good morning')
    .waitFor()
  expect(read(root, 'src/greet.ts')).toBe(greeting)
  await page.getByRole('checkbox', { name: 'Accept src/say.ts', exact: true }).click()
  await page.getByRole('button', { name: 'pass', exact: true }).click()
  await page.getByRole('button', { name: 'Apply 1 of 2 files' }).click()
  await page.getByText('1 file changed').waitFor()
  await page.getByRole('region', { name: 'Checks' }).getByText('Passed').waitFor()
  await page.getByRole('link', { name: 'Greet in the morning' }).click()
  await page.getByRole('link', { name: 'What became of it' }).click()
  await page.getByRole('button', { name: 'Undo', exact: true }).waitFor()
  expect(read(root, 'src/greet.ts')).toContain('Good morning')
  expect(read(root, 'src/say.ts')).not.toContain('aloud')
})

test('a proposal whose file has changed says so before it is applied, and can be proposed again', async () => {
  const root = makeRepository(app.directory, 'stale')
  const { id } = await register(app, root)
  const proposal = await propose(app, id, {
    summary: 'Sharpen the notes',
    files: [
      { path: 'notes.md', edits: [{ oldText: 'Third line.', newText: 'The last line.' }] },
      { path: 'new.md', content: 'new\n' },
    ],
  })
  const page = await app.open(`/repos/${id}/changes/${proposal}`)
  await page.getByRole('button', { name: 'Apply 2 files' }).waitFor()
  expect(await page.getByText('changed since').count()).toBe(0)
  write(root, 'notes.md', `Before.\n\n${read(root, 'notes.md')}`)
  await page.reload()
  await page.getByText('1 file is no longer as this proposal found it').waitFor()
  await page.getByRole('region', { name: 'notes.md', exact: true }).getByText('changed since').waitFor()
  await page.getByRole('link', { name: 'Propose it again' }).click()
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  await page.getByRole('heading', { name: 'Sharpen the notes' }).waitFor()
  await page.getByRole('button', { name: 'Apply 2 files' }).click()
  await page.getByText('2 files changed').waitFor()
  expect(read(root, 'notes.md')).toMatch(/^Before\.[^]*The last line\.\n$/)
})

test('a check that fails takes the change back when that was asked for', async () => {
  const root = makeRepository(app.directory, 'third')
  const { id } = await register(app, root)
  const proposal = await propose(app, id, { patch: greetingPatch, summary: 'Will not stay' })
  const page = await app.open(`/repos/${id}/changes/${proposal}`)
  await page.getByRole('button', { name: 'fail', exact: true }).click()
  await page.getByRole('button', { name: 'Apply 2 files' }).click()
  await page.getByText('Taken back again: a check did not pass').waitFor()
  await page.getByRole('region', { name: 'Output of fail' }).getByText('one thing is wrong').waitFor()
  expect(read(root, 'src/greet.ts')).toBe(greeting)
  await page.goto(`${app.server.url}/jobs`)
  await rows(page, 'Jobs')
    .filter({ hasText: 'third: Will not stay' })
    .getByText('A check did not pass, so it was taken back')
    .waitFor()
})

test('a change is taken back after a preview, one file or all, and applied again', async () => {
  const root = makeRepository(app.directory, 'fourth')
  const { id } = await register(app, root)
  const change = await apply(app, id, { patch: greetingPatch, summary: 'Back and forth' })
  const page = await app.open(`/repos/${id}/changes/${change.id}`)
  await page.getByRole('button', { name: 'Take back src/say.ts alone' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('list', { name: 'Files that change' }).getByText('src/say.ts').waitFor()
  await dialog.getByRole('button', { name: 'Take back 1 file' }).click()
  await page.getByText('Partly taken back').waitFor()
  expect(read(root, 'src/say.ts')).not.toContain('aloud')
  expect(read(root, 'src/greet.ts')).toContain('Good morning')
  await page.keyboard.press('u')
  await dialog.getByRole('button', { name: 'Take back 1 file' }).click()
  await page.getByText('This was taken back').waitFor()
  expect(read(root, 'src/greet.ts')).toBe(greeting)
  await page.getByRole('button', { name: 'Redo' }).first().click()
  await dialog.getByRole('button', { name: 'Apply again 2 files' }).click()
  await page.getByText('2 files applied again').waitFor()
  expect(read(root, 'src/say.ts')).toContain('aloud')

  write(root, 'src/say.ts', 'changed by hand\n')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await dialog.getByRole('list', { name: 'Conflicts' }).getByText('src/say.ts').waitFor()
  await dialog.getByRole('button', { name: 'Take back only 1 file' }).click()
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => read(root, 'src/greet.ts')).toBe(greeting)
  expect(read(root, 'src/say.ts')).toBe('changed by hand\n')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  expect(await dialog.getByRole('button', { name: 'Nothing to take back' }).isDisabled()).toBe(true)
})

test('a rename, a mode and bytes are told in words where no line changed', async () => {
  const root = makeRepository(app.directory, 'renames')
  write(root, 'bytes.bin', Uint8Array.from([0, 1, 2]))
  const { id } = await register(app, root)
  const change = await apply(app, id, {
    files: [
      { path: 'notes.md', renameTo: 'docs/notes.md' },
      { path: 'src/say.ts', mode: '755' },
      { path: 'bytes.bin', content: 'AAECAwQ=', encoding: 'base64' },
    ],
  })
  const page = await app.open(`/repos/${id}/changes/${change.id}`)
  await page.getByRole('region', { name: 'docs/notes.md' }).getByText('renamed').waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  const files = page.getByRole('dialog').getByRole('list', { name: 'Files that change' })
  await files.getByText('renamed', { exact: true }).waitFor()
  await files.getByText('mode 755 → 644', { exact: true }).waitFor()
  await files.getByText('binary, 5 B → 3 B', { exact: true }).waitFor()
})

test('checks that run are stopped, and each one that did not pass says how it ended', async () => {
  const root = makeRepository(app.directory, 'stopped')
  const red = String.raw`process.stdout.write('\rat 1 %\rat 9 %\n\u001b[31mred\u001b[0m\n'); setTimeout(() => {}, 60000)`
  const { id } = await register(app, root, {
    checks: [
      { name: 'missing', command: ['no-such-program'] },
      { name: 'slow', command: [process.execPath, '-e', red] },
      { name: 'after', command: [process.execPath, '--version'] },
    ],
  })
  const page = await app.open(`/repos/${id}`)
  await page.getByRole('button', { name: 'Run all' }).click()
  await page.getByRole('link', { name: 'Watch the output' }).first().click()
  await page
    .getByRole('region', { name: /^Output at/ })
    .getByText('red')
    .waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('button', { name: 'Run all' }).and(page.locator(':enabled')).waitFor()
  await page.getByText('Could not start').waitFor()
  await rows(page, 'Changes').first().click()
  const checks = page.getByRole('region', { name: 'Checks' })
  await checks.getByText('The program "no-such-program" was not found.').waitFor()
  expect(await checks.getByRole('listitem').filter({ hasText: 'Skipped' }).innerText()).not.toMatch(/\d ms/)
  await checks.getByText('Cancelled').click()
  expect(await checks.getByRole('region', { name: 'Output of slow' }).innerText()).toBe('at 9 %\nred')
})

test('what does not fit is listed by file and hunk, and what is over budget as bars', async () => {
  app.expectComplaint(/409/)
  const root = makeRepository(app.directory, 'fifth')
  const { id } = await register(app, root, { budget: { maxLines: 3, maxFiles: 1 } })
  const page = await app.open(`/repos/${id}/propose`)
  await page.getByLabel('Patch', { exact: true }).fill(greetingPatch.replace("['Hello', name]", "['Hallo', name]"))
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  const problems = page.getByRole('list', { name: 'What does not fit' })
  await problems.getByText('Hunk 1: Its lines are not in the file.').waitFor()
  await problems.getByRole('region', { name: 'Closest lines of src/greet.ts' }).getByText("['Hello', name]").waitFor()
  await page.getByLabel('Patch', { exact: true }).fill(greetingPatch)
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  await page.getByRole('list', { name: 'Over budget' }).getByText('5 asked, 3 allowed').waitFor()
  await page.goto(`${app.server.url}/repos/${id}?status=refused`)
  await expect.poll(() => rows(page, 'Changes').count()).toBe(2)
  await rows(page, 'Changes').first().click()
  await page.getByRole('alert').getByText('more than the budget of the repository leaves').waitFor()
  await page.getByRole('list', { name: 'Over budget' }).getByText('5 asked, 3 allowed').waitFor()
  await page.goBack()
  await rows(page, 'Changes').nth(1).click()
  await problems.getByRole('region', { name: 'Closest lines of src/greet.ts' }).getByText("['Hello', name]").waitFor()
})

test('what the ledger keeps of a refusal is told by path, once', async () => {
  const root = makeRepository(app.directory, 'kept')
  const { id } = await register(app, root, { rules: { deny: ['secret/**'] } })
  const change = await apply(app, id, { files: [{ path: 'notes.md', content: 'one\n' }] })
  write(root, 'notes.md', 'by hand\n')
  const refused = [
    () => apply(app, id, { files: ['secret/a', 'secret/b'].map((path) => ({ path, content: 'x\n' })) }),
    () => apply(app, id, { files: [{ path: 'notes.md', content: 'x\n', expectedSha256: null }] }),
    () => ask(app, `/api/repo/${id}/changes/${change.id}/undo`, {}),
  ]
  for (const attempt of refused) await attempt()
  const page = await app.open(`/repos/${id}?status=refused`)
  const told = async (row: number) => {
    await rows(page, 'Changes').nth(row).click()
    const text = await page.getByRole('alert').innerText()
    await page.goBack()
    return text.split(/\n+/).slice(0, 3)
  }
  expect(await told(0)).toEqual([
    'Files are no longer as the change left them.',
    'notes.md The file was changed since.',
    expect.stringMatching(/^Nothing was changed\. Take back/),
  ])
  expect(await told(1)).toEqual([
    'Files are no longer as the patch expects them.',
    'notes.md is there already',
    expect.stringMatching(/^Nothing was changed\. Read/),
  ])
  expect(await told(2)).toEqual([
    '2 paths are refused',
    'secret/a A deny rule of the repository closes this path.',
    'secret/b A deny rule of the repository closes this path.',
  ])
})

test('a proposal is refused with a reason, and says so from then on', async () => {
  const root = makeRepository(app.directory, 'refused')
  const { id } = await register(app, root)
  const proposal = await propose(app, id, { patch: greetingPatch, summary: 'Greet in the morning' })
  const page = await app.open(`/repos/${id}/changes/${proposal}`)
  await page.getByRole('button', { name: 'Refuse', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Refuse this proposal?' })
  await expectNoFault(page, ['light'])
  await dialog.getByRole('button', { name: 'Keep it open' }).click()
  await page.keyboard.press('Backspace')
  await dialog.getByLabel('Reason').fill('Nobody comes in the morning.')
  await dialog.getByLabel('Reason').press('Enter')
  await page.getByText('Was refused', { exact: true }).waitFor()
  await page.getByText('Nobody comes in the morning.').waitFor()
  await dialog.waitFor({ state: 'detached' })
  expect(await page.getByRole('button', { name: /^(Apply|Refuse)/ }).count()).toBe(0)
  await page.getByRole('link', { name: 'Propose it again' }).waitFor()
  await page.getByRole('link', { name: 'Its entry in the ledger' }).click()
  await page.getByText('The proposal was refused.').waitFor()
  await page.getByRole('link', { name: 'Greet in the morning' }).click()
  await page.getByText('This proposal was refused').waitFor()
  await page.goto(`${app.server.url}/repos/${id}`)
  await rows(page, 'Changes').getByText('Nobody comes in the morning. · web').waitFor()
  expect(read(root, 'src/greet.ts')).toBe(greeting)
})

test('the state of git, the filters of the ledger and its proof are at hand', async () => {
  const root = makeRepository(app.directory, 'sixth')
  git(root, 'checkout', '-q', '-b', 'topic')
  const { id } = await register(app, root)
  await apply(app, id, { patch: greetingPatch, summary: 'Two files' })
  await apply(app, id, { files: [{ path: 'new.txt', content: 'new\n' }], summary: 'A third file' })
  const page = await app.open(`/repos/${id}`)
  await page.getByText('3 files changed').waitFor()
  await page.getByText('Untracked').click()
  await page.getByRole('link', { name: 'new.txt' }).click()
  await page.waitForURL('**?path=new.txt')
  await expect.poll(() => rows(page, 'Changes').count()).toBe(1)
  await page.getByRole('button', { name: 'Refused' }).click()
  await page.getByRole('heading', { name: 'No change matches' }).waitFor()
  await page.getByRole('button', { name: 'Show all changes' }).click()
  await expect.poll(() => rows(page, 'Changes').count()).toBe(2)
  await page.getByRole('button', { name: 'Verify ledger' }).click()
  await page.getByText('2 entries, unbroken').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Two files' }).waitFor()
  await page.goto(app.server.url)
  await page.getByRole('link', { name: /\d+ changes/ }).click()
  await page.waitForURL('**/repos?view=changes')
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await rows(page, 'Repositories').filter({ hasText: 'topic' }).waitFor()
})

test('a row has room for why it was refused, and on a phone every button is within reach', async () => {
  const root = makeRepository(app.directory, 'reasons')
  const { id } = await register(app, root, { budget: { maxLines: 1 } })
  const summary = 'Greet in the morning, at noon and in the evening, each with words of its own that nobody expects'
  await apply(app, id, { patch: greetingPatch, summary, origin: 'an assistant' })
  const proposal = await propose(app, id, { files: [{ path: 'one.txt', content: 'one\n' }], summary })
  const page = await app.open(`/repos/${id}`)
  const why = rows(page, 'Changes').getByText('This is more than the budget of the repository leaves. · an assistant')
  await why.waitFor()
  expect(await why.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  await page.setViewportSize(phone.viewport)
  await page.getByRole('button', { name: 'Passed' }).click()
  await page.waitForURL('**?status=passed')
  await page.goto(`${app.server.url}/repos/${id}/changes/${proposal}`)
  for (const target of [
    page.getByRole('link', { name: 'Decide later' }),
    page.getByRole('button', { name: 'Apply 1 file' }),
  ]) {
    await target.waitFor()
    const box = await target.boundingBox()
    expect(box && box.x >= 0 && box.x + box.width <= phone.viewport.width && box.y < 400).toBe(true)
  }
})

test('the filters of the ledger lie in one row where they have room, and those that name things stay short', async () => {
  const { id } = await register(app, makeRepository(app.directory, 'rows'))
  const thread = await ask<{ id: string }>(app, '/api/threads', { title: 'Greet whoever comes '.repeat(14) })
  const page = await app.open(`/repos/${id}`)
  const filters = page.getByRole('group', { name: 'Filters' })
  const height = async () => (await filters.boundingBox())?.height
  await filters.getByRole('searchbox').waitFor()
  expect(await height()).toBeLessThan(40)
  await page.goto(`${app.server.url}/repos/${id}?thread=${thread.id}`)
  const chip = filters.getByRole('button', { name: /^Remove filter: Thread: Greet/ })
  await chip.waitFor()
  expect((await chip.boundingBox())?.width).toBeLessThanOrEqual(320)
})

test('a repository whose directory is gone says so in its row, and what to do on its page', async () => {
  app.expectComplaint(/400/)
  const root = makeRepository(app.directory, 'moved')
  const { id } = await register(app, root)
  renameSync(root, `${root} away`)
  const page = await app.open('/repos')
  const row = rows(page, 'Repositories').filter({ hasText: 'moved' })
  const gone = row.getByText('Its directory is gone')
  await gone.waitFor()
  expect(await gone.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  await row.click()
  await page.getByText('Put the directory back where it was').waitFor()
  await app.server.request(`/api/repo/${id}`, { method: 'DELETE' })
  await page.reload()
  await page.getByText('This repository is not registered, or no longer.').waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Repositories' }).click()
  await page.waitForURL('**/repos')
})

test('another layout keeps the file that is being read in view', async () => {
  const root = makeRepository(app.directory, 'layouts')
  const { id } = await register(app, root)
  const content = Array.from({ length: 60 }, (_, line) => `${line}\n`)
  const files = [1, 2, 3, 4].map((name) => ({ path: `${name}.txt`, content: content.join('') }))
  await apply(app, id, { files })
  const doubled = files.map(({ path }) => ({ path, content: content.map((line) => `2 * ${line}`).join('') }))
  const change = await apply(app, id, { files: doubled })
  const page = await app.open(`/repos/${id}/changes/${change.id}`)
  const file = page.getByRole('region', { name: '3.txt', exact: true })
  const top = async () => (await file.boundingBox())?.y
  await page.getByRole('button', { name: '3.txt' }).first().click()
  const before = await top()
  await page.keyboard.press('s')
  await file.getByRole('region', { name: /^Before/ }).waitFor()
  expect(Math.abs(Number(await top()) - Number(before))).toBeLessThan(20)
})

test('hostile text stays text, and what it hides is shown', async () => {
  const root = join(app.directory, 'seventh')
  mkdirSync(root)
  const name = `${'n'.repeat(120)}/${'m'.repeat(120)}/${'o'.repeat(60)}.ts`
  const content = `const a = '<script>window.hacked = true</script>' // \u202e nimda\n${'x'.repeat(20_000)}\n`
  const { id } = await register(app, root, { name: '<img src=x onerror="window.hacked = true">' })
  const change = await apply(app, id, {
    summary: `<script>window.hacked = true</script> ${'W'.repeat(300)}`,
    files: [
      { path: name, content },
      { path: 'bytes.bin', content: 'AAEC', encoding: 'base64' },
    ],
  })
  for (const options of [{}, phone]) {
    const page = await app.open(`/repos/${id}/changes/${change.id}`, options)
    await page.getByText('<script>window.hacked = true</script>').first().waitFor()
    await page.getByText('U+202E').waitFor()
    await page.getByText('A binary file of 3 B.').waitFor()
    await page.getByText('10,000 more characters').waitFor()
    await expectToFitAcross(page)
    await page.goto(`${app.server.url}/repos/${id}`)
    await rows(page, 'Changes').first().waitFor()
    await expectToFitAcross(page)
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  }
})

test('axe finds no fault, wide or narrow, in one column or two', async () => {
  const root = makeRepository(app.directory, 'eighth')
  const { id } = await register(app, root)
  const change = await apply(app, id, { patch: greetingPatch, summary: 'Seen by axe', runChecks: ['pass', 'fail'] })
  const proposal = await propose(app, id, { files: [{ path: 'src/more.ts', content: greeting }], summary: 'More' })
  const page = await app.open(`/repos/${id}/changes/${proposal}`)
  await page.getByText('farewell').first().waitFor()
  await expectNoFault(page)
  await page.goto(`${app.server.url}/repos/${id}/changes/${change.id}`)
  await page.getByText('aloud').waitFor()
  await expectNoFault(page)
  await page.getByRole('button', { name: 'Side by side' }).click()
  await page.getByRole('region', { name: /^Before: src\/greet/ }).waitFor()
  await expectNoFault(page)
  await page.goto(`${app.server.url}/repos/${id}`)
  await rows(page, 'Changes').filter({ hasText: 'Seen by axe' }).first().waitFor()
  await expectNoFault(page)
  await page.setViewportSize(phone.viewport)
  await expectToFitAcross(page)
  await page.getByRole('button', { name: 'State and checks' }).click()
  await page.getByRole('heading', { name: 'Budget' }).waitFor()
  await expectToFitAcross(page)
  await expectNoFault(page, ['dark'])
  await page.goto(`${app.server.url}/repos/${id}/changes/${proposal}`)
  await page.getByText('farewell').first().waitFor()
  await expectToFitAcross(page)
  await expectNoFault(page, ['dark'])
})
