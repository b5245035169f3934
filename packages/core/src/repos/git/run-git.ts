import { type ExecFileException, execFile } from 'node:child_process'
import { parse } from 'node:path'
import { HydraFlowError } from '../../contract/index.ts'
import { readFilterNames } from './filter-names.ts'

export interface GitAnswer {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
  /** There was more than 64 MiB; `stdout` is the beginning. */
  readonly cut: boolean
}

const timeoutMs = 20_000
const maxBytes = 64 * 1024 * 1024

/** What a repository could make git run, each replaced by nothing. */
const hardened = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.pager=cat',
  'diff.external=',
  'submodule.recurse=false',
  'safe.bareRepository=explicit',
  'gc.auto=0',
  'maintenance.auto=false',
]

/**
 * Nothing of the server's environment but the way to the program. No transport is allowed: in a partial clone git would
 * otherwise fetch an object that is missing, by a command of the repository's choice. The home is a place that is none
 * rather than unset, since a `~` in the configuration is an error then.
 */
const environment = {
  HOME: '/dev/null',
  XDG_CONFIG_HOME: '/dev/null',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_LITERAL_PATHSPECS: '1',
}

/**
 * Asks git about a directory without running anything that its repository names: hooks, file system monitor, filters,
 * external diffs, pagers, transports. Only for commands that look. Null when git is not installed on `searchPath`.
 */
export async function runGit(root: string, args: readonly string[], searchPath: string): Promise<GitAnswer | null> {
  const found = await execGit(root, ['config', '-z', '--name-only', '--get-regexp', filterKeys], searchPath)
  if (found === null) return null
  const names = readFilterNames(found.stdout)
  if (names === null) return { code: 128, stdout: Buffer.alloc(0), stderr: 'A filter has no usable name.', cut: false }
  const withoutFilters = names.flatMap((name) => [
    ...['clean', 'smudge', 'process'].map((command) => `filter.${name}.${command}=`),
    `filter.${name}.required=false`,
  ])
  return await execGit(root, [...withoutFilters.flatMap((setting) => ['-c', setting]), ...args], searchPath)
}

const filterKeys = '^filter\\..*\\.(clean|smudge|process|required)$'

/** git is started outside the root: a relative entry of the search path would find a program of the repository. */
function execGit(root: string, args: readonly string[], searchPath: string): Promise<GitAnswer | null> {
  const settings = [...hardened, `safe.directory=${root}`].flatMap((setting) => ['-c', setting])
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-C', root, '--no-pager', ...settings, ...args],
      {
        cwd: parse(root).root,
        env: { ...environment, PATH: searchPath },
        encoding: 'buffer',
        maxBuffer: maxBytes,
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        const code = exitCode(error)
        const cut = error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
        if (code !== null || cut) resolve({ code: code ?? 0, stdout, stderr: stderr.toString(), cut })
        else if (error?.code === 'ENOENT' || error?.code === 'EACCES') resolve(null)
        else if (error?.killed) reject(new HydraFlowError('TIMEOUT', 'git did not answer within 20 seconds.'))
        else reject(error ?? new Error('git ended without a word'))
      },
    )
  })
}

/** Null when git was not started, or did not come to its end. */
function exitCode(error: ExecFileException | null): number | null {
  if (error === null) return 0
  return typeof error.code === 'number' ? error.code : null
}
