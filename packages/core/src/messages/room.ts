import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { appendMessage } from './append-message.ts'
import { listMessages } from './reader.ts'

export const messagesRoom = (deps: Deps): Room<'messages'> => ({
  list: (input) => listMessages(deps.database.look, input),
  append: (input) => appendMessage(deps, input),
})
