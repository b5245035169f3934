import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'hydraflow-embedding-'))
afterAll(() => rmSync(directory, { recursive: true }))

it('a program that does nothing but wait for a patch lives until it is applied', () => {
  writeFileSync(join(directory, 'a.txt'), 'one\n')
  const program = `
    import { openWorkspace } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
    const [root, dataDir] = process.argv.slice(2)
    const workspace = await openWorkspace({ dataDir })
    const { id: repoId } = await workspace.repos.register({ root })
    const { status } = await workspace.repos.applyPatch({ repoId, files: [{ path: 'a.txt', content: 'two\\n' }] })
    process.stdout.write(status)
    await workspace.close()`
  const data = mkdtempSync(join(tmpdir(), 'hydraflow-embedding-data-'))
  try {
    writeFileSync(join(data, 'program.mjs'), program)
    const said = execFileSync(process.execPath, [join(data, 'program.mjs'), directory, join(data, 'workspace')])
    expect(said.toString()).toBe('applied')
    expect(readFileSync(join(directory, 'a.txt'), 'utf8')).toBe('two\n')
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
})
