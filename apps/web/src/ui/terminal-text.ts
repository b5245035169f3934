const escape = String.raw`\u001b`

/** A link, a title of the window: told to the terminal, up to a bell or an escape with a backslash. */
const told = new RegExp(String.raw`${escape}[\]PX^_][^\u0007\u001b]*(?:\u0007|${escape}\\|$)`, 'g')
/** To the first column, which is what a carriage return does. */
const toLineStart = new RegExp(String.raw`${escape}\[[01]?G`, 'g')
/** Whatever else is not a sequence that begins with a bracket: character sets, cursors kept and put back. */
const otherEscapes = new RegExp(String.raw`${escape}(?:[ #%()*+][^\n]|[0-9=>A-OQ-WYZ\\a-z|}~])`, 'g')

/** The text that is left of a line when what was written over is gone, as in a progress that counts up. */
const lastWritten = (line: string): string => {
  const written = line.replace(/\r+$/, '')
  return written.slice(written.lastIndexOf('\r') + 1)
}

/** What a terminal would show of it in the end; colours and the like are left in it. */
export const asOnTerminal = (text: string): string =>
  text
    .replaceAll(told, '')
    .replaceAll(toLineStart, '\r')
    .replaceAll(otherEscapes, '')
    .split('\n')
    .map(lastWritten)
    .join('\n')
