import {
  budgetBounds,
  isHydraFlowError,
  type BudgetBound,
  type RegisterRepo,
  type Repo,
  type RepoBudget,
  type RepoOperation,
} from '@hydraflow/sdk'
import { commandLine, commandWords } from './command-words.ts'
import { envLines, readEnv } from './env-lines.ts'

export interface CheckDraft {
  /** Tells the drafts apart while their names are being written. */
  readonly key: number
  readonly name: string
  readonly command: string
  readonly timeout: string
  readonly env: string
}

/** What the form holds: everything as it was typed. */
export interface RepoDraft {
  readonly root: string
  readonly name: string
  readonly operations: readonly RepoOperation[]
  readonly allow: string
  readonly deny: string
  readonly budget: Record<BudgetBound, string>
  readonly checks: readonly CheckDraft[]
}

/** What is wrong, by the name of its field as the server calls it. */
export type Problems = Readonly<Record<string, string>>

/** What the server takes for a repository whose budget nobody named. */
const usualBudget: RepoBudget = {
  maxFiles: 50,
  maxLines: 4_000,
  maxBytes: 8 * 1024 * 1024,
  perHour: { maxPatches: 60, maxLines: 20_000 },
  perDay: { maxPatches: 500, maxLines: 100_000 },
}

const budgetDraft = ({ maxFiles, maxLines, maxBytes, perHour, perDay }: RepoBudget): RepoDraft['budget'] => ({
  maxFiles: String(maxFiles),
  maxLines: String(maxLines),
  maxBytes: String(maxBytes),
  'perHour.maxPatches': String(perHour.maxPatches),
  'perHour.maxLines': String(perHour.maxLines),
  'perDay.maxPatches': String(perDay.maxPatches),
  'perDay.maxLines': String(perDay.maxLines),
})

export const emptyDraft: RepoDraft = {
  root: '',
  name: '',
  operations: ['read', 'write', 'run_checks'],
  allow: '',
  deny: '',
  budget: budgetDraft(usualBudget),
  checks: [],
}

export const draftOf = ({ root, name, allowedOps, rules, budget, checks }: Repo): RepoDraft => ({
  root,
  name,
  operations: allowedOps,
  allow: rules.allow.join('\n'),
  deny: rules.deny.join('\n'),
  budget: budgetDraft(budget),
  checks: checks.map(({ name: checkName, command, timeoutSeconds, env }, key) => ({
    key,
    name: checkName,
    command: commandLine(command),
    timeout: String(timeoutSeconds),
    env: envLines(env),
  })),
})

let lastKey = 1_000

export const newCheck = (): CheckDraft => ({ key: lastKey++, name: '', command: '', timeout: '600', env: '' })

const globsOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const largest = 1_000_000_000

/** What cannot be sent as it is, before the server is asked. */
export function problemsOf({ root, budget, checks }: RepoDraft): Problems {
  const problems: Record<string, string> = {}
  if (root.trim() === '') problems['root'] = 'Name a directory.'
  for (const field of budgetBounds) {
    const value = budget[field].trim()
    if (!/^\d+$/.test(value) || Number(value) > largest) problems[`budget.${field}`] = 'A whole number, 0 or more.'
  }
  for (const [at, { name, command, timeout, env }] of checks.entries()) {
    const words = commandWords(command)
    const isTwice = checks.findIndex((other) => other.name.trim() === name.trim()) < at
    if (name.trim() === '') problems[`checks.${at}.name`] = 'Give it a name.'
    else if (isTwice) problems[`checks.${at}.name`] = 'Another check has this name.'
    if (words === null) problems[`checks.${at}.command`] = 'A quote is not closed.'
    else if (words.length === 0) problems[`checks.${at}.command`] = 'Name a program.'
    if (!(Number(timeout) > 0 && Number(timeout) <= 7_200))
      problems[`checks.${at}.timeoutSeconds`] = 'More than 0, at most 7,200.'
    const variables = readEnv(env)
    if (typeof variables === 'string') problems[`checks.${at}.env`] = variables
  }
  return problems
}

/** What the server is sent. */
export function settingsOf({ name, operations, allow, deny, budget, checks }: RepoDraft) {
  const number = (field: BudgetBound) => Number(budget[field])
  return {
    ...(name.trim() !== '' && { name: name.trim() }),
    allowedOps: [...operations],
    rules: { allow: globsOf(allow), deny: globsOf(deny) },
    budget: {
      maxFiles: number('maxFiles'),
      maxLines: number('maxLines'),
      maxBytes: number('maxBytes'),
      perHour: { maxPatches: number('perHour.maxPatches'), maxLines: number('perHour.maxLines') },
      perDay: { maxPatches: number('perDay.maxPatches'), maxLines: number('perDay.maxLines') },
    },
    checks: checks.map(({ name: checkName, command, timeout, env }) => {
      const variables = readEnv(env)
      return {
        name: checkName.trim(),
        command: commandWords(command) ?? [],
        timeoutSeconds: Number(timeout),
        env: typeof variables === 'string' ? {} : variables,
      }
    }),
  } satisfies Omit<RegisterRepo, 'root'>
}

const placed = /^(root|name|allowedOps|rules\.(?:allow|deny)|budget(?:\.\w+)*|checks\.\d+\.\w+)/

/** What the server found wrong, put where it was written; what has no place is left to be said above. */
export function problemsFrom(error: unknown, draft: RepoDraft): Problems {
  if (!isHydraFlowError(error)) return {}
  if (error.reason === 'REPO_ROOT_INVALID' || error.reason === 'REPO_EXISTS') return { root: error.message }
  if (error.reason !== 'INPUT_INVALID') return {}
  const issues = (error.details['issues'] ?? []) as readonly { path: string; message: string }[]
  const entries = issues.flatMap(({ path, message }) => {
    const field = placed.exec(path)?.[1]
    return field === undefined ? [] : [[field, `${globAt(path, draft)}${variableAt(path)}${message}`] as const]
  })
  return Object.fromEntries(entries)
}

/** The glob that an issue is about: `rules.allow.2`. */
function globAt(path: string, { allow, deny }: RepoDraft): string {
  const [, list, at] = /^rules\.(allow|deny)\.(\d+)/.exec(path) ?? []
  const glob = list && globsOf(list === 'allow' ? allow : deny)[Number(at)]
  return glob ? `${glob}: ` : ''
}

/** The variable that an issue is about: `checks.0.env.NODE_ENV`. */
function variableAt(path: string): string {
  const name = /^checks\.\d+\.env\.(.+)/.exec(path)?.[1]
  return name ? `${name}: ` : ''
}
