// The server's policy forbids eval. Zod would try it once, at the first object schema, and the browser would report that.
Object.assign(globalThis, { ['__zod_globalConfig']: { jitless: true } })
