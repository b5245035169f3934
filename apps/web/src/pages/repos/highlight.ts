import type { LanguageFn } from 'highlight.js'
import { createLowlight } from 'lowlight'

const lowlight = createLowlight()

const languages: Record<string, () => Promise<{ default: LanguageFn }>> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  css: () => import('highlight.js/lib/languages/css'),
  go: () => import('highlight.js/lib/languages/go'),
  java: () => import('highlight.js/lib/languages/java'),
  json: () => import('highlight.js/lib/languages/json'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  python: () => import('highlight.js/lib/languages/python'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  sql: () => import('highlight.js/lib/languages/sql'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
}

const languageOfEnding: Record<string, string> = {
  sh: 'bash',
  bash: 'bash',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  css: 'css',
  scss: 'css',
  go: 'go',
  java: 'java',
  kt: 'java',
  json: 'json',
  jsonc: 'json',
  md: 'markdown',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sql: 'sql',
  js: 'typescript',
  jsx: 'typescript',
  mjs: 'typescript',
  cjs: 'typescript',
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  html: 'xml',
  svg: 'xml',
  xml: 'xml',
  vue: 'xml',
  yml: 'yaml',
  yaml: 'yaml',
}

export const languageOf = (path: string): string | undefined =>
  languageOfEnding[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '']

export async function loadLanguage(name: string): Promise<void> {
  const load = languages[name]
  if (load && !lowlight.registered(name)) lowlight.register(name, (await load()).default)
}

/** A stretch of a line in one colour. */
export interface Token {
  readonly text: string
  readonly role: string | null
}

type Nodes = ReturnType<typeof lowlight.highlight>['children']

/** Longer than a person reads, and slow to colour. */
const longestText = 200_000

/** Lines cut into stretches of one colour. */
export function tokensOf(language: string, lines: readonly string[]): Token[][] {
  const text = lines.join('\n')
  if (!lowlight.registered(language) || text.length > longestText)
    return lines.map((line) => [{ text: line, role: null }])
  const result: Token[][] = [[]]
  const walk = (nodes: Nodes, role: string | null) => {
    for (const node of nodes) {
      if (node.type === 'element') {
        const [name] = Array.isArray(node.properties.className) ? node.properties.className : []
        walk(node.children, typeof name === 'string' ? name.replace(/^hljs-/, '') : role)
      } else if (node.type === 'text') {
        for (const [at, part] of node.value.split('\n').entries()) {
          if (at > 0) result.push([])
          if (part !== '') result.at(-1)?.push({ text: part, role })
        }
      }
    }
  }
  walk(lowlight.highlight(language, text).children, null)
  return result
}
