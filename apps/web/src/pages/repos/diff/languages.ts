import type { LanguageFn } from 'highlight.js'

type Load = () => Promise<{ default: LanguageFn }>

/** Each is fetched when the first file that is written in it is shown. */
export const languages = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  go: () => import('highlight.js/lib/languages/go'),
  ini: () => import('highlight.js/lib/languages/ini'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  php: () => import('highlight.js/lib/languages/php'),
  python: () => import('highlight.js/lib/languages/python'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
} satisfies Record<string, Load>
export type Language = keyof typeof languages

const endings: Record<Language, string> = {
  bash: 'sh bash zsh bashrc zshrc',
  c: 'c h',
  cpp: 'cpp cc cxx hpp hh',
  csharp: 'cs',
  css: 'css scss less',
  go: 'go',
  ini: 'ini toml cfg conf editorconfig gitconfig properties',
  java: 'java',
  javascript: 'js jsx mjs cjs',
  json: 'json jsonc json5 webmanifest',
  kotlin: 'kt kts',
  markdown: 'md mdx markdown',
  php: 'php',
  python: 'py pyi',
  ruby: 'rb gemspec',
  rust: 'rs',
  sql: 'sql',
  swift: 'swift',
  typescript: 'ts tsx mts cts',
  xml: 'xml html htm svg vue xhtml plist csproj',
  yaml: 'yaml yml',
}

const languageByEnding = new Map(
  Object.entries(endings).flatMap(([language, words]) =>
    words.split(' ').map((ending) => [ending, language as Language] as const),
  ),
)

/** The language of a file, by how its name ends. */
export const languageOf = (path: string): Language | undefined =>
  languageByEnding.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase())
