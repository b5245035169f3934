/** The records of an answer that git gives with `-z`; one that was cut off is left out. */
export function* nulRecords(bytes: Buffer): Generator<Buffer> {
  let start = 0
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
    yield bytes.subarray(start, end)
    start = end + 1
  }
}
