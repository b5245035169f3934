import { HydraFlowError } from '@hydraflow/core/contract'
import type { Workspace } from '@hydraflow/core'
import { Hono } from 'hono'
import { inputInvalid } from '../api/fault.ts'
import type { NodeEnv } from './answer.ts'
import { mediaTypeOf } from './body.ts'

export const uploadPath = '/api/imports/uploads'

const maxNameLength = 255

/** `POST /api/imports/uploads`: the bytes of a file, streamed to disk as they come. */
export function fileRoutes(uploads: Workspace['uploads']): Hono<NodeEnv> {
  return new Hono<NodeEnv>().post(uploadPath, async (c) => {
    const { incoming, outgoing } = c.env
    outgoing.route = uploadPath
    if (mediaTypeOf(incoming) !== 'application/octet-stream')
      throw new HydraFlowError('INPUT_INVALID', 'Send the file as content-type application/octet-stream.')
    const name = fileNameFrom(c.req.header('x-file-name'))
    try {
      return c.json(await uploads.add({ name, bytes: incoming }))
    } catch (error) {
      throw incoming.errored ? new HydraFlowError('CANCELLED', 'The upload broke off.', {}, { cause: error }) : error
    }
  })
}

/** Headers hold only ASCII, so the name comes percent-encoded. It is a label; no path is ever made of it. */
function fileNameFrom(header: string | undefined): string {
  const name = decoded(header ?? '')
  if (name && name.length <= maxNameLength && !/\p{Cc}/u.test(name)) return name
  const message = `must be a percent-encoded name of at most ${maxNameLength} characters`
  throw inputInvalid([{ path: 'x-file-name', message }])
}

function decoded(header: string): string | undefined {
  try {
    return decodeURIComponent(header)
  } catch {
    return undefined
  }
}
