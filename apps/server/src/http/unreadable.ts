import { STATUS_CODES, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { HydraFlowError } from '@hydraflow/core/contract'
import { faultFrom } from '../api/fault.ts'
import { faultBody, statusOf } from './answer.ts'

const patienceMs = 2_000

/** What is no request to Node never reaches a listener, and Node would answer without a word: a reason is given here. */
export function answerUnreadable(server: Server): void {
  const answering = new WeakSet<Duplex>()
  server.on('request', ({ socket }, response) => {
    answering.add(socket)
    response.once('close', () => answering.delete(socket))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Inside of another answer it would be read as a part of that.
    if (error.code === 'ECONNRESET' || answering.has(socket)) socket.destroy()
    // Else it was answered, and only its rest comes.
    else if (socket.writable) answer(socket, refusalOf(error))
  })
}

/** What still comes is read and thrown away for a while, else the client would see a broken pipe and not the answer. */
function answer(socket: Duplex, refusal: HydraFlowError): void {
  socket.end(messageFrom(refusal))
  const timer = setTimeout(() => socket.destroy(), patienceMs)
  socket.once('close', () => clearTimeout(timer))
}

function refusalOf({ code }: NodeJS.ErrnoException): HydraFlowError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HydraFlowError('BODY_TOO_LARGE', 'The address and the headers are too long; send the input as a body.')
  const late = code === 'ERR_HTTP_REQUEST_TIMEOUT'
  return new HydraFlowError('INPUT_INVALID', late ? 'The request did not come in time.' : 'This is no HTTP request.')
}

function messageFrom(refusal: HydraFlowError): string {
  const fault = faultFrom(refusal)
  const status = statusOf(fault)
  const body = faultBody(fault)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
