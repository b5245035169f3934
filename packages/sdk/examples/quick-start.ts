// Keep a conversation: a thread bound to a browser tab, a message in it, and find it again.
import { createClient } from '@hydraflow/sdk'

const client = createClient()
const { thread } = await client.tabs.bindThread({ tabId: 'tab-1', title: 'Buying a bike' })
await client.messages.append({ threadId: thread.id, role: 'user', content: 'Which gravel bike under 2000?' })

const { items } = await client.search.query({ q: 'gravel bike' })
for (const hit of items) console.log(`${hit.kind}: ${hit.snippet}`)
