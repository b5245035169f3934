import { isDeepStrictEqual } from 'node:util'
import type { FileState } from '../file-state.ts'
import { compileAny } from './glob.ts'

/** What some program runs by itself: on a push, a commit, an install, on opening the directory or starting an agent in it. */
const globs = [
  // Continuous integration
  '.{github,gitea,forgejo}/{workflows,actions}/**',
  '{.gitlab-ci,.travis,.drone,.cirrus,.appveyor,appveyor,bitbucket-pipelines,buildspec,cloudbuild,wercker,.woodpecker}.{yml,yaml}',
  '{azure-pipelines*,*.gitlab-ci}.{yml,yaml}',
  '{.circleci,.buildkite,.gitlab/ci,.woodpecker,.semaphore,.teamcity,.harness}/**',
  '{jenkinsfile*,.cirrus.star}',
  // Git and its hooks
  '{.husky,.githooks,.git-hooks,.hooks}/**',
  '{.huskyrc*,lefthook*.{yml,yaml,toml,json},.lefthook*.{yml,yaml,toml,json},.pre-commit-config.{yml,yaml},.overcommit.yml,.lintstagedrc*,lint-staged.config.*,.simple-git-hooks.*}',
  '{.gitattributes,.gitmodules,.gitconfig}',
  // A file of this name, with directories beside it, makes a bare repository, and git obeys the configuration in it.
  'head',
  // Editors, and environments that they start
  '.vscode/{tasks,launch,settings,extensions,mcp}.json',
  '*.{code-workspace,sublime-project}',
  '{.idea/runconfigurations,.run,.devcontainer,.zed,.fleet,.vs}/**',
  '{.devcontainer.json,.gitpod.yml,.replit,.exrc,.vimrc,.nvimrc,.nvim.lua,.lvimrc,.dir-locals.el,.gdbinit,.lldbinit,.irbrc,.pryrc,.rprofile}',
  '{.direnv,.mise,.config/mise}/**',
  '{.mise*.toml,mise*.toml}',
  // Agents
  '{.claude,.cursor,.codex,.gemini,.windsurf,.continue,.roo,.kiro,.opencode,.amazonq}/**',
  '{.mcp.json,mcp.json,opencode.json,opencode.jsonc,.aider.conf.yml}',
  // Package managers and build tools
  '{.npmrc,.yarnrc*,.pnpmfile.*,pnpm-workspace.yaml,bunfig.toml,package.json5,package.yaml,.bazelrc}',
  '{.yarn,.cargo,.mvn,gradle/wrapper}/**',
]
const isRunLater = compileAny(
  globs.map((glob) => `**/${glob}`),
  { fold: true },
)

/** The parts of a manifest that run; the rest of it may be changed like any file. */
const runningKeys: Readonly<Record<string, readonly string[]>> = {
  'package.json': [
    'scripts',
    'bin',
    'husky',
    'lint-staged',
    'nano-staged',
    'simple-git-hooks',
    'gitHooks',
    'pre-commit',
    'pre-push',
    'pnpm',
    'packageManager',
    'devEngines',
  ],
  'composer.json': ['scripts', 'bin', 'config'],
  'deno.json': ['tasks'],
}

export interface Contents {
  readonly before: FileState | null
  readonly after: FileState | null
}

/** True if writing the file means that something else runs later. Without its contents a manifest counts as one. */
export function runsLater(path: string, contents?: Contents): boolean {
  const keys = runningKeys[path.slice(path.lastIndexOf('/') + 1).toLowerCase()]
  if (keys) return contents === undefined || changes(keys, contents)
  return isRunLater(path)
}

function changes(keys: readonly string[], { before, after }: Contents): boolean {
  const [old, next] = [manifest(before), manifest(after)]
  return old === null || next === null || keys.some((key) => !isDeepStrictEqual(old[key], next[key]))
}

/** Without a prototype, so that a key of the file is never taken for one of the language; null if it is no JSON object. */
function manifest(file: FileState | null): Readonly<Record<string, unknown>> | null {
  if (file === null) return {}
  try {
    const value: unknown = JSON.parse(file.bytes.toString())
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? Object.assign(Object.create(null), value) : null
  } catch {
    return null
  }
}
