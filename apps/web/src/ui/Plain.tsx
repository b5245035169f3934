import { Fragment, type ReactNode } from 'react'

/** What turns, hides or breaks the text around it: bidirectional controls, control characters, blanks without width. */
const unseen = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/u
const unseenParts = new RegExp(`(${unseen.source})`, 'u')

const isUnseen = (text: string): boolean => text !== '\t' && text !== '\n' && unseen.test(text)

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Whether a text holds characters that a reader would not see. */
export const hidesSomething = (text: string): boolean => unseen.test(text.replaceAll(/[\t\n]/g, ''))

/** Text as it is, but nothing in it can hide: an unseen character shows as its number. */
export function Plain({ text }: { text: string }): ReactNode {
  if (!unseen.test(text)) return text
  return text.split(unseenParts).map((part, index) =>
    isUnseen(part) ? (
      <span key={index} className="mx-px rounded-[3px] border border-caution px-0.5 text-[0.85em] text-caution">
        {codeOf(part)}
      </span>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  )
}
