import { constants } from 'node:fs'

/** Windows has none of the last four. */
export const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL } = constants
export const O_DIRECTORY = constants.O_DIRECTORY ?? 0
export const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0
export const O_NONBLOCK = constants.O_NONBLOCK ?? 0
export const O_NOCTTY = constants.O_NOCTTY ?? 0
