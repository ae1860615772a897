import { Component, type ReactNode } from 'react';

interface Properties {
  children: ReactNode;
  /** What to show in place of the children once one of them failed. */
  fallback: (retry: () => void) => ReactNode;
  /** What to do before the children are tried again. */
  onRetry?: () => void;
}

/** Keeps what fails within it from taking the rest of the page along. */
export class Boundary extends Component<Properties, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  private readonly retry = () => {
    this.props.onRetry?.();
    this.setState({ hasFailed: false });
  };

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback(this.retry) : this.props.children;
  }
}
