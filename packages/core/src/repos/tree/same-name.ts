/** What file systems leave out of a name when they compare two: default-ignorable and bidi characters. */
const ignorable = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu

/** Nearly all names; the long way costs twenty times as much. */
const isAscii = /^[ -~]*$/

/** Two names with the same fold are one file on a disk that ignores case or Unicode's different spellings. */
export const foldName = (name: string): string =>
  isAscii.test(name) ? name.toLowerCase() : name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')

/** The name that Windows and macOS would take this one for: without compatibility forms, streams, trailing dots and spaces. */
export const plainName = (name: string): string =>
  foldName(name.normalize('NFKC').replace(ignorable, ''))
    .replace(/:.*$/su, '')
    .replace(/[. ]+$/u, '')
