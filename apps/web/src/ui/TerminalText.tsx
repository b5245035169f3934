import type { ReactNode } from 'react'
import Anser from 'anser'
import { classes } from './classes.ts'
import { Plain } from './Plain.tsx'
import { asOnTerminal } from './terminal-text.ts'

/** Ours in place of theirs, so that each can be read on both grounds; the others are left to the text around. */
const colours: Record<string, string> = {
  red: 'text-bad',
  green: 'text-good',
  yellow: 'text-caution',
  blue: 'text-running',
  magenta: 'text-code-keyword',
  cyan: 'text-code-type',
  'bright-black': 'text-quiet',
}
const colourOf = (name: string | null) => {
  const word = name?.replace(/^ansi-/, '') ?? ''
  return colours[word] ?? colours[word.replace(/^bright-/, '')]
}

const decorationClasses: Record<string, string> = {
  bold: 'font-semibold',
  dim: 'text-quiet',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'line-through',
}

/** What a program wrote for a terminal, in its colours and without the codes that mean them. */
export function TerminalText({ text }: { text: string }): ReactNode {
  return Anser.ansiToJson(asOnTerminal(text), { use_classes: true, remove_empty: true }).map(
    ({ content, fg, decorations }, index) => (
      <span key={index} className={classes(colourOf(fg), ...decorations.map((name) => decorationClasses[name]))}>
        <Plain text={content} />
      </span>
    ),
  )
}
