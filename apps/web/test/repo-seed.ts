import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from './app.ts'
import { ask } from './seed.ts'

interface Named {
  readonly id: string
}

const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false']

export const git = (root: string, ...words: string[]): string =>
  execFileSync('git', ['-C', root, ...identity, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

export function write(root: string, path: string, content: string | Uint8Array) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

export const greeting = `import { say } from './say.ts'

/** Greets whoever comes. */
export function greet(name: string): string {
  const words = ['Hello', name]
  return say(words.join(' '))
}

export const farewell = (name: string): string => say(\`Goodbye \${name}\`)
`

/** A git repository with a few files and one commit, in a directory of its own. */
export function makeRepository(directory: string, name: string): string {
  const root = join(directory, name)
  mkdirSync(root, { recursive: true })
  git(root, 'init', '-q', '-b', 'main')
  write(root, 'src/greet.ts', greeting)
  write(root, 'src/say.ts', 'export const say = (text: string): string => text\n')
  write(root, 'notes.md', '# Notes\n\nFirst line.\nSecond line.\nThird line.\n')
  git(root, 'add', '.')
  git(root, 'commit', '-q', '-m', 'Begin')
  return root
}

export const quickChecks = [
  { name: 'pass', command: [process.execPath, '-e', 'console.log("all is well")'] },
  { name: 'fail', command: [process.execPath, '-e', 'console.error("one thing is wrong"); process.exit(3)'] },
]

export const register = (app: App, root: string, more: object = {}): Promise<Named> =>
  ask<Named>(app, '/api/repo', { root, checks: quickChecks, ...more })

/** Changes a repository without the page. */
export const apply = (app: App, repoId: string, input: object): Promise<Named> =>
  ask<Named>(app, `/api/repo/${repoId}/apply_patch`, input)

export const propose = async (app: App, repoId: string, input: object): Promise<string> =>
  (await ask<{ proposalId: string }>(app, `/api/repo/${repoId}/propose_patch`, input)).proposalId

/** A patch of two files, as git would write it. */
export const greetingPatch = `diff --git a/src/greet.ts b/src/greet.ts
--- a/src/greet.ts
+++ b/src/greet.ts
@@ -3,5 +3,5 @@
 /** Greets whoever comes. */
 export function greet(name: string): string {
-  const words = ['Hello', name]
+  const words = ['Good morning', name]
   return say(words.join(' '))
 }
diff --git a/src/say.ts b/src/say.ts
--- a/src/say.ts
+++ b/src/say.ts
@@ -1 +1,2 @@
-export const say = (text: string): string => text
+/** Says it aloud. */
+export const say = (text: string): string => \`\${text}!\`
`
