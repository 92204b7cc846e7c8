import { Component, type ReactNode } from 'react'
import { ErrorState } from './states.tsx'

interface ErrorBoundaryProps {
  readonly title: string
  readonly children: ReactNode
}

/** Keeps a fault in one view from taking the others with it; what was shown can be tried again. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null }

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children
    return (
      <ErrorState title={this.props.title} error={this.state.error} onRetry={() => this.setState({ error: null })} />
    )
  }
}
