import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

export const searchPath = process.env.PATH ?? '/usr/bin:/bin'

/** Directories that go when the tests end. */
export function scratch(): () => string {
  const made: string[] = []
  afterAll(() => {
    for (const directory of made) rmSync(directory, { recursive: true, force: true })
  })
  return () => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'hydraflow-git-')))
    made.push(directory)
    return directory
  }
}

/** git as a person would call it, whatever is configured on this machine. */
export const git = (directory: string, ...args: string[]): string =>
  execFileSync('git', ['-C', directory, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    encoding: 'utf8',
    env: { PATH: searchPath, HOME: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()

export function write(directory: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
}

export function initRepository(directory: string): string {
  git(directory, 'init', '--quiet', '--initial-branch=main')
  return directory
}

/** Writes files and commits everything; resolves with the commit. */
export function commit(directory: string, files: Record<string, string>, message = 'change'): string {
  write(directory, files)
  git(directory, 'add', '--all')
  git(directory, 'commit', '--quiet', '--message', message)
  return git(directory, 'rev-parse', 'HEAD')
}
