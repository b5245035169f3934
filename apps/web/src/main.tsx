import { StrictMode, type CSSProperties } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Toaster } from 'sonner'
import { queryClient } from './data/client.ts'
import { SessionGate } from './pages/sign-in/SessionGate.tsx'
import { fetchPages, router } from './routes.tsx'
import { startTheme } from './stores/theme.ts'
import { startKeys } from './ui/keys.ts'
import './main.css'

startTheme()
startKeys()
addEventListener('load', () => setTimeout(() => void fetchPages(), 1_000))

/** Toasts bring a font and colours of their own, for one theme alone. */
const toastStyle = {
  fontFamily: 'inherit',
  '--normal-bg': 'var(--raised)',
  '--normal-text': 'var(--text)',
  '--normal-border': 'var(--line)',
} as CSSProperties

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <SessionGate>
        <RouterProvider router={router} />
      </SessionGate>
      <Toaster
        position="bottom-center"
        mobileOffset={{ bottom: 72 }}
        style={toastStyle}
        toastOptions={{ duration: 6_000, classNames: { description: 'text-quiet!' } }}
      />
    </QueryClientProvider>
  </StrictMode>,
)
