/**
 * Addresses that are good for one use. They lead a browser to the token without the token ever standing where another
 * user could read it; an address that is asked for twice has been taken by somebody.
 */
import { newSecret } from './guard.ts';

/** An unused address is void after this time in milliseconds: a browser that starts cold takes some seconds. */
export const launchLife = 60_000;

export class Launches {
  readonly #fresh = new Map<string, { readonly location: string; readonly until: number }>();
  readonly #used = new Set<string>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A new request path that leads to `location` once. */
  add(location: string): string {
    const path = `/open/${newSecret()}`;
    this.#fresh.set(path, { location, until: this.#now() + launchLife });
    return path;
  }

  /** Where a path leads; `taken` when it has led there before; undefined when it is none of ours, or too old. */
  take(path: string): { readonly location: string } | 'taken' | undefined {
    if (this.#used.has(path)) return 'taken';
    const found = this.#fresh.get(path);
    if (!found) return undefined;
    this.#fresh.delete(path);
    if (this.#now() > found.until) return undefined;
    this.#used.add(path);
    return { location: found.location };
  }

  /** Forgets every address, used or not. */
  void(): void {
    this.#fresh.clear();
    this.#used.clear();
  }
}
