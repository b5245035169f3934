import pino, { type Logger } from 'pino'
import type { LogLevel } from './config/config.ts'

export type { Logger }

/**
 * Logs go to stderr, one JSON object a line. They never hold a query string, a header or a body: these carry what a
 * person wrote, and the token.
 */
export const createLogger = (level: LogLevel): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }))
